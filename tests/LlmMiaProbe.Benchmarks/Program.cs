using BenchmarkDotNet.Running;
using LlmMiaProbe.Benchmarks;
using LlmMiaProbe.Testing;

// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- throughput [rounds]
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- packing [rounds]
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- prefix [rounds]
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- windows [rounds]
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- training [rounds [threads]]
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- endpoint [rounds]  (requests in flight at a slow server, against a client that does nothing else)
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- null             (for src/docs/statistics.md; exit code 1 if a rate is missed)
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- coverage         (the same for intervals of AUCs)
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- campaign [runs [side]]  (for src/docs/statistics.md; exit code 1 if a claim misses its level)
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- merge [shards [rows [folder]]]  (merges synthetic shards; those in the folder are used again)
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- view [documents [folder]]  (pages of the viewer; the store in the folder is used again)
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- fuzz [files [seed]]   (damaged models against the engine's natives)
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- house [folder]   (folders of the core, or of another project, and which names types of which)
// dotnet run -c Release --project tests/LlmMiaProbe.Benchmarks -- --filter '*'     (BenchmarkDotNet: the reduction kernel)
// throughput, packing, prefix, windows and fuzz take --engine llama-cpp or llama-sharp (the default) as their last words.
if (args is [.., "--engine", var engine])
{
    BenchmarkModels.EngineName = engine;
    args = args[..^2];
}

var rounds = args.Length > 1 && int.TryParse(args[1], out var given) ? given : 5;
switch (args.FirstOrDefault())
{
    case "throughput":
        await ThroughputBenchmark.RunAsync(rounds, Console.Out);
        break;
    case "packing":
        await PackingBenchmark.RunAsync(rounds, Console.Out);
        break;
    case "prefix":
        await PrefixBenchmark.RunAsync(rounds, Console.Out);
        break;
    case "windows":
        await WindowBenchmark.RunAsync(rounds, Console.Out);
        break;
    case "endpoint":
        await EndpointBenchmark.RunAsync(rounds, Console.Out);
        break;
    case "training":
        TrainingBenchmark.Run(rounds, args.Length > 2 && int.TryParse(args[2], out var threads) ? threads : Environment.ProcessorCount, Console.Out);
        break;
    case "null":
        return NullSimulationTable.Write(Console.Out);
    case "coverage":
        return CoverageTable.Write(Console.Out);
    case "campaign":
        return await CampaignTable.WriteAsync(
            args.Length > 1 ? rounds : 300, args.Length > 2 && int.TryParse(args[2], out var side) ? [side] : CampaignTable.Sides, Console.Out);
    case "merge":
        return MergeBenchmark.Run(
            rounds,
            args.Length > 2 && int.TryParse(args[2], out var rows) ? rows : 100_000,
            args.Length > 3 ? args[3] : Directory.CreateTempSubdirectory("mia-probe-merge-").FullName,
            Console.Out);
    case "view":
        await ViewBenchmark.RunAsync(
            args.Length > 1 ? rounds : 100_000, args.Length > 2 ? args[2] : Directory.CreateTempSubdirectory("mia-probe-view-").FullName, Console.Out);
        break;
    case "house":
        Console.Out.WriteLine(string.Join('\n', HouseMap.Read(args.Length > 1 ? args[1] : RepositoryFolder.PathOf("src", "LlmMiaProbe.Core")).Table()));
        break;
    case "fuzz":
        return NativeFuzz.Run(BenchmarkModels.EngineName, args.Length > 1 ? rounds : 3000, args.Length > 2 && int.TryParse(args[2], out var seed) ? seed : 1, Console.Out);
    case "fuzz-child":
        BenchmarkModels.EngineName = args[1];
        await NativeFuzz.ServeAsync(BenchmarkModels.Engine);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LogitReductionBenchmark).Assembly).Run(args);
        break;
}

return 0;

using System.CommandLine;
using System.Text.Json;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Doctor;
using LlmMiaProbe.Cli.Providers;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>doctor</c>: is everything there, and if not, how is it mended?</summary>
internal static class DoctorCommand
{
    private static readonly Option<string?> s_bench = new("--bench") { Description = "measure how fast each engine scores with this model", HelpName = "file" };

    public static Command Create(CommandContext context)
    {
        var command = new DetailedCommand(
            "doctor",
            "Check runtime, settings, native library, models, store and build tools, and say how to mend what is missing.",
            """
            Each line says ok, warn or fail. Exit code 3 if anything fails. Without --model
            the bundled model is tried. Both engines are loaded, the one that --engine does
            not choose in a process of its own.

            --bench MODEL also measures how fast both engines score with a model here, in
            turn, three times five seconds each way: about a minute. Nothing else should
            run meanwhile.
            """) { EngineCommand(context), s_bench };
        SettingOptions.AddTo(command, SettingKey.Model, SettingKey.Reference, SettingKey.StorePath, SettingKey.NativeDirectory, SettingKey.Threads, SettingKey.Engine);
        command.SetAction(parsed =>
        {
            var reading = context.Inspect(parsed);
            var report = DoctorReport.Examine(Checks(reading, parsed.GetValue(s_bench)));
            report.Write(context.Terminal);
            return report.ExitCode;
        });
        return command;
    }

    private static Command EngineCommand(CommandContext context)
    {
        var name = new Argument<string>("name");
        name.AcceptOnlyFromAmong(Engines.NameOf(ModelEngine.LlamaCpp), Engines.NameOf(ModelEngine.LlamaSharp));
        var command = new Command(EngineReport.Command, "Load an engine and say as JSON what it is; doctor starts this process.") { name, s_bench };
        SettingOptions.AddTo(command, SettingKey.Threads);
        command.SetAction(parsed =>
        {
            var engine = parsed.GetValue(name) == Engines.NameOf(ModelEngine.LlamaCpp) ? ModelEngine.LlamaCpp : ModelEngine.LlamaSharp;
            var report = EngineReport.Here(engine, null);
            if (report.Failure is null && parsed.GetValue(s_bench) is { } model)
            {
                report = report with { Bench = EngineBench.Measure(Engines.Load(engine, null), model, Path.Combine(CommandContext.LabFolder, "passages.jsonl"), context.Inspect(parsed).Settings.Llama.Threads) };
            }

            context.Terminal.Output.WriteLine(JsonSerializer.Serialize(report));
            return ExitCodes.Done;
        });
        return command;
    }

    private static IEnumerable<IDoctorCheck> Checks(SettingsReading reading, string? bench)
    {
        var settings = reading.Settings;
        var engine = settings.Llama.Engine == ModelEngine.LlamaCpp ? ModelEngine.LlamaCpp : ModelEngine.LlamaSharp;
        var other = engine == ModelEngine.LlamaCpp ? ModelEngine.LlamaSharp : ModelEngine.LlamaCpp;
        yield return new RuntimeCheck();
        yield return new SettingsCheck(reading);
        yield return new CoresCheck(Environment.ProcessorCount, settings.Llama.Threads);
        yield return new EngineCheck(engine, isChosen: true, () => EngineReport.Here(engine, settings.Llama.NativeDirectory));
        yield return new EngineCheck(other, isChosen: false, () => EngineReport.Elsewhere(other));
        yield return new ModelCheck("model", settings.Run.Model ?? Path.Combine(CommandContext.LabFolder, "target.gguf"), engine, settings.Llama.NativeDirectory);
        if (settings.Run.Reference is { } reference)
        {
            yield return new ModelCheck("reference", reference, engine, settings.Llama.NativeDirectory);
        }

        yield return new PackagesCheck();
        yield return new StoreCheck(settings.StorePath);
        yield return new LabCheck(CommandContext.LabFolder);
        yield return new NodeCheck();
        if (bench is not null)
        {
            yield return new BenchCheck(bench, engine, settings.Llama.Threads, EngineReport.Elsewhere);
        }
    }
}

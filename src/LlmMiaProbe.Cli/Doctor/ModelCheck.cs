using System.Globalization;
using LlmMiaProbe.LlamaSharp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>What a model file is, and whether one token of it can be scored.</summary>
/// <param name="role">What the file is given as.</param>
/// <param name="files">The file, with its adapters.</param>
/// <param name="engine">What scores it.</param>
/// <param name="nativeDirectory">Folder of the engine's libraries; null for those beside the program.</param>
/// <param name="options">How a run would score it, for what it takes.</param>
internal sealed class ModelCheck(string role, ModelFiles files, ModelEngine engine, string? nativeDirectory, Func<LocalScorerOptions> options) : IDoctorCheck
{
    public string Name => role;

    public DoctorFinding Run()
    {
        var model = GgufModel.Open(files.Path);
        ILlamaEngine loaded;
        try
        {
            loaded = Engines.Load(engine, nativeDirectory);
        }
        catch (PrerequisiteException)
        {
            var unloaded = model.RequireScorable(GgufRelease.Newest);
            return DoctorFinding.Fail(
                $"{files.Name}: {unloaded.Architecture}, {unloaded.Quantization}, but it cannot be tried", "Mend the engine first (above).");
        }

        var summary = model.RequireScorable(loaded.Release);
        using var asRun = LlamaModels.Open(loaded, files.Path, _ => "", options(), files.Lora);
        using var scorer = LlamaModels.Open(
            loaded, files.Path, _ => "", new LocalScorerOptions { Threads = 1, WidenWeights = false }, files.Lora);
        var outcome = scorer.ScoreAllAsync([scorer.Prepare("a b")], CancellationToken.None).FirstAsync().AsTask().GetAwaiter().GetResult();
        if (outcome.Scores is not { } scores)
        {
            return DoctorFinding.Fail($"{files.Name} does not score a test text", outcome.Failure ?? "It gave no reason.");
        }

        var found = $"{files.Name}: {summary.Architecture}, {summary.Quantization}, scores ";
        List<string> doubts = [.. summary.Tokenizer.Doubts];
        if (asRun.Room.Memory > MachineRoom.TotalMemory())
        {
            doubts.Add($"It takes more memory than this machine has ({Figures.Bytes(MachineRoom.TotalMemory())}).");
        }

        return doubts.Count > 0
            ? DoctorFinding.Warn($"{found}a test text, but what it says may be off", string.Join(" ", doubts) + "\n" + Details(summary, asRun))
            : new DoctorFinding(DoctorLevel.Ok, $"{found}{scores.Count} tokens of a test text", Details(summary, asRun));
    }

    private static string Details(GgufSummary summary, LlamaTokenScorer scorer)
    {
        var model = scorer.Model;
        var engines = LlamaSharpEngine.NativeRelease.LackedArchitectures.Contains(summary.Architecture) ? "only --engine llama-cpp knows" : "both engines know";
        var quantised = QuantisationWords.IsQuantised(model) ? "; its scores are those of the rounded weights" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"GGUF{(summary.Shards.Count > 1 ? $" in {summary.Shards.Count} parts" : "")} of {Figures.Bytes(model.FileSize)}, "
            + $"{Figures.Parameters(model.ParameterCount)} parameters; "
            + $"{engines} its architecture; stored as {model.Quantization}{quantised}\n"
            + $"context {Figures.Count(model.ContextLength)} tokens; tokenizer {model.Tokenizer.Split(' ')[0]}, {Figures.Count(model.VocabularySize)} tokens; "
            + $"{(model.AddsBos ? "a BOS before every text, as the model says" : "no BOS before a text")}\n"
            + $"{scorer.Room}{(scorer.Room.TemporaryDisk == 0 ? "" : " (none with --no-widen)")}; this machine has "
            + $"{Figures.Bytes(MachineRoom.TotalMemory())} of memory");
    }
}

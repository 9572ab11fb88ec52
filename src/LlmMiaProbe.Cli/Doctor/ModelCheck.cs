using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether a model file is complete and one token of it can be scored.</summary>
internal sealed class ModelCheck(string role, string path, ModelEngine engine, string? nativeDirectory) : IDoctorCheck
{
    public string Name => role;

    public DoctorFinding Run()
    {
        var model = GgufModel.Open(path);
        ILlamaEngine loaded;
        try
        {
            loaded = Engines.Load(engine, nativeDirectory);
        }
        catch (PrerequisiteException)
        {
            var unloaded = model.RequireScorable(GgufRelease.Newest);
            return DoctorFinding.Fail(
                $"{Path.GetFileName(path)}: {unloaded.Architecture}, {unloaded.Quantization}, but it cannot be tried", "Mend the engine first (above).");
        }

        var summary = model.RequireScorable(loaded.Release);
        using var scorer = LlamaModels.Open(loaded, path, _ => "", new LocalScorerOptions { Threads = 1, WidenWeights = false });
        var outcome = scorer.ScoreAllAsync([scorer.Prepare("a b")], CancellationToken.None).FirstAsync().AsTask().GetAwaiter().GetResult();
        return outcome.Scores is not null && summary.Tokenizer.Doubts is { Count: > 0 } doubts
            ? DoctorFinding.Warn(
                $"{Path.GetFileName(path)}: {summary.Architecture}, {summary.Quantization}, scores a test text, but what it says may be off",
                string.Join(" ", doubts))
            : outcome.Scores is { } scores
            ? DoctorFinding.Ok($"{Path.GetFileName(path)}: {summary.Architecture}, {summary.Quantization}, scores {scores.Count} tokens of a test text")
            : DoctorFinding.Fail($"{Path.GetFileName(path)} does not score a test text", outcome.Failure ?? "It gave no reason.");
    }
}

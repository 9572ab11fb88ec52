using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>The native library, loaded once; models on one thread, because test projects run side by side.</summary>
public sealed class NativeLibraryFixture
{
    public LlamaLibrary Library { get; } = LlamaLibrary.Load();

    public LlamaTokenScorer Open(string model, LocalScorerOptions? options = null) =>
        OpenFile(LabFiles.PathOf(model), options);

    public LlamaTokenScorer OpenFile(string path, LocalScorerOptions? options = null) =>
        LlamaModels.Open(Library, path, file => Path.GetFileName(file), (options ?? new LocalScorerOptions()) with { Threads = options?.Threads ?? 1 });

    public ILlamaModel Load(string path, bool vocabularyOnly) => Library.Load([path], vocabularyOnly, LayerPlacement.Cpu, repack: false);

    public static async Task<IReadOnlyList<TokenScores>> ScoreAsync(ITokenScorer scorer, params IReadOnlyList<PreparedText> texts)
    {
        var scores = new List<TokenScores>();
        await foreach (var scored in scorer.ScoreAllAsync(texts, CancellationToken.None))
        {
            scores.Add(scored.Scores ?? throw new InvalidOperationException(scored.Failure));
        }

        return scores;
    }
}

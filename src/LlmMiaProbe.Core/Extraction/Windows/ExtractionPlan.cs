using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>What an extraction would do, without doing it.</summary>
/// <param name="Documents">Documents in the corpus, up to the limit.</param>
/// <param name="Unreadable">Lines and records that cannot be read.</param>
/// <param name="LeftOut">Files of folders that were not read.</param>
/// <param name="Passes">
/// One entry a model; its texts are windows, and shuffled ones if asked for; those that cannot be scored are documents without a window.
/// </param>
/// <param name="Draws">One entry a model that draws continuations after the prefixes.</param>
public sealed record ExtractionPlan(
    long Documents, long Unreadable, long LeftOut, IReadOnlyList<PlannedPass> Passes, IReadOnlyList<PlannedGeneration> Draws)
{
    /// <summary>How conversations would be put together; null without one.</summary>
    public ChatSummary? Chat { get; init; }

    /// <summary>The first 100 parts of the corpus that are no document.</summary>
    public IReadOnlyList<CorpusDefect> NotRead { get; init; } = [];

    /// <summary>Windows of the target.</summary>
    public long Windows { get; init; }

    /// <summary>Characters of all documents.</summary>
    public long Characters { get; init; }

    /// <summary>Characters of them that lie under the suffix of a window.</summary>
    public long CoveredCharacters { get; init; }

    /// <summary>Characters under all suffixes, however often.</summary>
    public long SuffixCharacters { get; init; }

    /// <summary>Seconds at the pace that was timed, all models together; null if that is not known.</summary>
    public double? Seconds => Passes.Sum(pass => pass.Seconds ?? double.NaN) + Draws.Sum(draws => draws.Seconds ?? double.NaN) is var sum
        && double.IsNaN(sum) ? null : sum;

    public long TokensToDecode => Passes.Sum(pass => pass.TokensToDecode) + Draws.Sum(draws => draws.Cost.PromptTokens);

    /// <summary>Tokens to produce, at most.</summary>
    public long TokensToProduce => Draws.Sum(draws => draws.Cost.ProducedTokens);

    /// <summary>Bytes of memory at the peak: one model at a time (estimate).</summary>
    public long PeakMemory => Passes.Count == 0 ? 0 : Passes.Max(pass => pass.Memory);
}

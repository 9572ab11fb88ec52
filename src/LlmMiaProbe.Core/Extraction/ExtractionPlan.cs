using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>What an extraction would do, without doing it.</summary>
/// <param name="Documents">Documents in the corpus, up to the limit.</param>
/// <param name="Defects">Unreadable lines.</param>
/// <param name="Passes">One entry a model; its texts are windows, and shuffled ones if asked for; those that cannot be scored are documents without a window.</param>
public sealed record ExtractionPlan(long Documents, long Defects, IReadOnlyList<PlannedPass> Passes)
{
    public long TokensToDecode => Passes.Sum(pass => pass.TokensToDecode);

    /// <summary>Bytes of memory at the peak: one model at a time (estimate).</summary>
    public long PeakMemory => Passes.Count == 0 ? 0 : Passes.Max(pass => pass.Memory);
}

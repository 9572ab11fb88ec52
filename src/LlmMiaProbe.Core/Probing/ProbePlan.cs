using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>What a run would do, without doing it.</summary>
/// <param name="Documents">Documents in the corpus (up to the limit) and in the calibration.</param>
/// <param name="Defects">Unreadable lines.</param>
/// <param name="Passes">One entry a model.</param>
/// <param name="Design">Which documents would be tested, and against which.</param>
public sealed record ProbePlan(long Documents, long Defects, IReadOnlyList<PlannedPass> Passes, TestDesign Design)
{
    public long TokensToDecode => Passes.Sum(pass => pass.TokensToDecode);

    /// <summary>Bytes of memory at the peak: one pass at a time (estimate).</summary>
    public long PeakMemory => Passes.Count == 0 ? 0 : Passes.Max(pass => pass.Memory);
}

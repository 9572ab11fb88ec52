using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Reporting;

/// <summary>A part of a corpus that is no document.</summary>
/// <param name="File">As the user named it.</param>
/// <param name="Line">1-based; 0 for a whole file.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="LeftOut">Whether it is a file of a folder that is not read.</param>
public sealed record NotReadOutput(string File, long Line, string Reason, bool LeftOut)
{
    private const int Most = 100;

    /// <summary>The first of them.</summary>
    public static IReadOnlyList<NotReadOutput> Of(IReadOnlyList<CorpusDefect> defects) =>
        [.. defects.Take(Most).Select(defect => new NotReadOutput(defect.File, defect.Line, defect.Reason, defect.IsLeftOut))];
}

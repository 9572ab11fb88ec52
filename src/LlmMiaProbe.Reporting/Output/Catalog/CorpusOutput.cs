using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Reporting;

/// <summary>What a corpus holds.</summary>
/// <param name="Documents">All of them.</param>
/// <param name="Bytes">UTF-8.</param>
/// <param name="Digest">Of its documents.</param>
/// <param name="Labels">By label.</param>
/// <param name="Groups">Declared ones.</param>
/// <param name="EmptyDocuments">Documents without text.</param>
/// <param name="Duplicates">Documents with the same text, or nearly.</param>
/// <param name="Defects">Parts that are no document.</param>
/// <param name="Recognised">What the records of each file were recognised to be, a sentence each.</param>
public sealed record CorpusOutput(
    long Documents, long Bytes, string Digest, IReadOnlyDictionary<string, LabelledOutput> Labels, GroupsOutput Groups, long EmptyDocuments,
    DuplicatesOutput Duplicates, DefectsOutput Defects, IReadOnlyList<string> Recognised)
{
    public static CorpusOutput Of(CorpusSummary summary, IReadOnlyList<string> recognised)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new CorpusOutput(
            summary.Documents,
            summary.Bytes,
            summary.Digest,
            new OrderedDictionary<string, LabelledOutput>(summary.Labels.Select(label => KeyValuePair.Create(label.Label.ToText(), LabelledOutput.Of(label)))),
            new GroupsOutput(summary.Groups.Groups, summary.Groups.Mixed, summary.Groups.UngroupedDocuments),
            summary.EmptyDocuments,
            new DuplicatesOutput(TallyOutput.Of(summary.Duplicates.Exact), TallyOutput.Of(summary.Duplicates.Near)),
            new DefectsOutput(
                summary.DefectCount, summary.LeftOutCount, [.. summary.Defects.Select(defect => new DefectOutput(defect.File, defect.Line, defect.Reason))]),
            recognised);
    }
}

/// <summary>Documents of one label; bytes are UTF-8.</summary>
public sealed record LabelledOutput(long Documents, long Bytes, int LeastBytes, int MedianBytes, int MostBytes)
{
    internal static LabelledOutput Of(LabelSummary label) => new(label.Documents, label.Bytes, label.LeastBytes, label.MedianBytes, label.MostBytes);
}

/// <summary>Groups, those with documents of several labels, and documents without one.</summary>
public sealed record GroupsOutput(long Groups, long Mixed, long UngroupedDocuments);

/// <summary>Parts that are no document.</summary>
/// <param name="Count">All of them.</param>
/// <param name="LeftOut">Of these, files of folders.</param>
/// <param name="First">The first 20.</param>
public sealed record DefectsOutput(long Count, long LeftOut, IReadOnlyList<DefectOutput> First);

/// <summary>A part that is no document; line 0 is a whole file.</summary>
public sealed record DefectOutput(string File, long Line, string Reason);

namespace LlmMiaProbe.Corpora;

/// <summary>What a corpus holds, without its texts.</summary>
/// <param name="Labels">Member, non-member and unknown, in this order, each also if it has no documents.</param>
/// <param name="Groups">Groups and documents without one.</param>
/// <param name="Duplicates">Exact and near duplicates.</param>
/// <param name="EmptyDocuments">Documents of nothing but white space.</param>
/// <param name="DefectCount">All parts that are no documents.</param>
/// <param name="Defects">The first 20 of them.</param>
/// <param name="LeftOutCount">How many of all are files of folders that are not read.</param>
/// <param name="Digest">
/// SHA-256 over id, content hash, label and group of every document in order, in hexadecimal digits: equal for the same
/// documents wherever they were read from. Defects and other fields do not enter.
/// </param>
public sealed record CorpusSummary(
    IReadOnlyList<LabelSummary> Labels,
    GroupSummary Groups,
    DuplicateReport Duplicates,
    long EmptyDocuments,
    long DefectCount,
    IReadOnlyList<CorpusDefect> Defects,
    long LeftOutCount,
    string Digest)
{
    /// <summary>
    /// The first of each of the first 20 kinds of what is no document, with how many records are none for the same reason; a file is named by
    /// itself.
    /// </summary>
    public IReadOnlyList<(CorpusDefect First, long Count)> DefectKinds { get; init; } = [];

    public long Documents => Labels.Sum(label => label.Documents);

    /// <summary>Bytes of UTF-8.</summary>
    public long Bytes => Labels.Sum(label => label.Bytes);

    public LabelSummary Of(Membership membership) => Labels.First(label => label.Label == membership);
}

/// <param name="Groups">Number of different groups.</param>
/// <param name="Mixed">Groups that hold both members and non-members.</param>
/// <param name="UngroupedDocuments">Documents that name no group.</param>
public sealed record GroupSummary(long Groups, long Mixed, long UngroupedDocuments);

/// <summary>The documents of one label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Documents">Number of documents; the lengths are 0 if there are none.</param>
/// <param name="Bytes">Sum of their lengths in bytes of UTF-8.</param>
/// <param name="LeastBytes">Shortest length, exact.</param>
/// <param name="MedianBytes">Lower median: exact below 2,048 bytes, above that up to 0.1% too low.</param>
/// <param name="MostBytes">Longest length, exact.</param>
public sealed record LabelSummary(Membership Label, long Documents, long Bytes, int LeastBytes, int MedianBytes, int MostBytes);

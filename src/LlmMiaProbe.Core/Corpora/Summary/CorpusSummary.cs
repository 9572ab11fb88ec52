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
    public long Documents => Labels.Sum(label => label.Documents);

    /// <summary>Bytes of UTF-8.</summary>
    public long Bytes => Labels.Sum(label => label.Bytes);

    public LabelSummary Of(Membership membership) => Labels.First(label => label.Label == membership);
}

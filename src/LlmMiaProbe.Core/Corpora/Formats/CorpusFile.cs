namespace LlmMiaProbe.Corpora;

/// <summary>One source as a format sees it.</summary>
/// <param name="Path">As the user gave it; used in origins and messages.</param>
/// <param name="Name">Used in the ids of documents that have none of their own.</param>
/// <param name="Label">If given, labels in the records are not looked at.</param>
/// <param name="FollowsLinks">Read files of a folder, too, that are links to somewhere outside it.</param>
internal sealed record CorpusFile(string Path, string Name, Membership? Label = null, bool FollowsLinks = false)
{
    /// <summary>What its source's records were found to be, and what the user said of their fields.</summary>
    public RecordReading Reading { get; init; } = new();
}

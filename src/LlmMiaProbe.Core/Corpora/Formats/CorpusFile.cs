namespace LlmMiaProbe.Corpora;

/// <summary>One source as a format sees it.</summary>
/// <param name="Path">As the user gave it; used in origins and messages.</param>
/// <param name="Name">Used in the ids of documents that have none of their own.</param>
/// <param name="Label">If given, labels in the records are not looked at.</param>
/// <param name="FollowsLinks">Read files of a folder, too, that are links to somewhere outside it.</param>
internal sealed record CorpusFile(string Path, string Name, Membership? Label = null, bool FollowsLinks = false)
{
    /// <summary>What separates the columns of a delimited file, if the user said so.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The files of a folder to read; empty for all that are known.</summary>
    public IReadOnlyList<GlobPattern> Includes { get; init; } = [];

    /// <summary>The split that a record must name; null for all records.</summary>
    public SplitFilter? Split { get; init; }

    /// <summary>Whether the label is that of the folder's name, and not what the user said.</summary>
    public bool IsLabelOfFolder { get; init; }

    /// <summary>Whether the user took one split, by whatever names it.</summary>
    public bool IsOfOneSplit { get; init; }

    /// <summary>Told in one sentence each what was recognised; null where nobody listens.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>What its source's records were found to be, and what the user said of their fields.</summary>
    public RecordReading Reading { get; init; } = new();
}

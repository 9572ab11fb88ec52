using System.Text.Json.Serialization;

namespace LlmMiaProbe.Corpora;

/// <summary>A corpus as the user named it.</summary>
/// <param name="Path">A file, a folder of texts or of data files, a pattern such as <c>data/*.jsonl.gz</c>, or <c>-</c> for standard input.</param>
/// <param name="Label">If given, the label of every document in it, whatever the records say.</param>
/// <param name="IsBook">A text file that is one document, blank lines and all.</param>
public sealed record CorpusSource(string Path, Membership? Label = null, bool IsBook = false)
{
    /// <summary>Read files of a folder, too, that are links to somewhere outside it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool FollowsLinks { get; init; }

    /// <summary>Which fields of its records are what; null if that is to be recognised.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CorpusFields? Fields { get; init; }

    /// <summary>The split to read, by the names of files or the records' field <c>split</c>; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Split { get; init; }

    /// <summary>What separates the columns of a delimited file; null to recognise it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public char? Delimiter { get; init; }

    /// <summary>Patterns of the files of a folder to read, as <see cref="GlobPattern"/> takes them; null for all that are known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Include { get; init; }

    internal IReadOnlyList<string> Includes => Include ?? [];

    /// <summary>Compares the patterns, too, and not the lists that hold them.</summary>
    public bool Equals(CorpusSource? other) => other is not null && Path == other.Path && Label == other.Label && IsBook == other.IsBook
        && FollowsLinks == other.FollowsLinks && Fields == other.Fields
        && Split == other.Split && Delimiter == other.Delimiter && Includes.SequenceEqual(other.Includes);

    public override int GetHashCode() => HashCode.Combine(Path, Label, IsBook, (FollowsLinks, Delimiter), Fields, Split, Includes.Count);
}

using System.Text.Json.Serialization;

namespace LlmMiaProbe.Corpora;

/// <summary>A corpus as the user named it.</summary>
/// <param name="Path">A .jsonl, .csv or text file, or a folder of text files.</param>
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
}

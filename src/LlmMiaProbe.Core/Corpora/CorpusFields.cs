namespace LlmMiaProbe.Corpora;

/// <summary>
/// Which fields of a record are what. Each is a name, a path with dots (<c>meta.source</c>) or a JSON pointer (<c>/meta/source</c>); a
/// name that stands in the record as it is wins over a path. Null leaves it to what is recognised.
/// </summary>
/// <param name="Text">The text, or a list of turns of a conversation.</param>
/// <param name="Label">The label; <c>none</c> if no field is one.</param>
/// <param name="Id">The id; <c>none</c> names documents after file and line.</param>
/// <param name="Group">The group; <c>none</c> for documents that stand alone.</param>
public sealed record CorpusFields(string? Text = null, string? Label = null, string? Id = null, string? Group = null)
{
    /// <summary>What a field is called that is not to be read.</summary>
    public const string None = "none";
}

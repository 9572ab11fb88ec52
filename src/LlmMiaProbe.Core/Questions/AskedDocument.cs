using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Questions;

/// <summary>A document that questions are asked about.</summary>
public sealed record AskedDocument(RunDocument Document, string Text)
{
    public ContentHash Hash => Document.Facts.Hash;

    /// <summary>What a document without title and group is called in a prompt.</summary>
    public const string Untitled = "a published text";

    /// <summary>What the document is called in a prompt: its field <c>title</c>, else its group, else <see cref="Untitled"/>.</summary>
    public string Title => Field("title") ?? Document.Group ?? Untitled;

    /// <summary>The paraphrases of its text that the data set itself gives; empty if it gives none.</summary>
    public IReadOnlyList<string> Paraphrases => ChoiceFields.ParaphrasesIn(Document.Fields);

    private string? Field(string name)
    {
        if (Document.Fields is not { } fields)
        {
            return null;
        }

        using var json = JsonDocument.Parse(fields);
        return json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}

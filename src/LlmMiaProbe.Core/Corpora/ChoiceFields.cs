using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>The fields of a multiple-choice record that stay beside its text.</summary>
public static class ChoiceFields
{
    internal const string Answer = "Answer";

    internal static readonly string[] Examples = ["Example_A", "Example_B", "Example_C", "Example_D"];

    /// <summary>The three paraphrases that a data set gives of a document's text; empty if its fields hold none.</summary>
    /// <param name="fields">See <see cref="Document.Fields"/>.</param>
    public static IReadOnlyList<string> ParaphrasesIn(string? fields)
    {
        if (fields?.Contains("\"Example_", StringComparison.Ordinal) != true)
        {
            return [];
        }

        using var json = JsonDocument.Parse(fields, new JsonDocumentOptions { MaxDepth = RecordFields.MaximumDepth });
        string[] texts =
        [
            .. Examples.Select(name => json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
                .OfType<string>(),
        ];
        return texts.Length == Examples.Length - 1 && json.RootElement.TryGetProperty(Answer, out _) ? texts : [];
    }
}

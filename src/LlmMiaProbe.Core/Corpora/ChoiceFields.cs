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
        if (!json.RootElement.TryGetProperty(Answer, out var given) || given.ValueKind != JsonValueKind.String)
        {
            return [];
        }

        // The answer is the passage itself; where another example was taken as the text, it stays and the rest is no set of paraphrases.
        string[] names = [.. Examples.Where(name => name != ExampleOf(given.GetString() ?? string.Empty))];
        string[] texts =
        [
            .. names.Select(name => json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
                .OfType<string>(),
        ];
        return names.Length == Examples.Length - 1 && texts.Length == names.Length
            && Examples.Except(names).All(name => !json.RootElement.TryGetProperty(name, out _))
            ? texts
            : [];
    }

    /// <summary>The field of the passage that an answer names; null if it is none of A, B, C and D.</summary>
    internal static string? ExampleOf(string answer) => answer.Trim() is { Length: 1 } letter
        ? Array.Find(Examples, name => name.EndsWith('_' + letter, StringComparison.OrdinalIgnoreCase))
        : null;
}

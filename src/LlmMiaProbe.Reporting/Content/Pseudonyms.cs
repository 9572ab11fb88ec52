using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>
/// Names that stand for the ids of documents, such as <c>doc-0001</c>, numbered in the order of the corpus: the same id has the same name all
/// through an export. Unlike a hash, a number does not tell whoever guesses an id that the guess is right.
/// </summary>
internal sealed class Pseudonyms
{
    // Values of these are words of the program's own, whatever ids look like.
    private static readonly HashSet<string> s_own = new(StringComparer.OrdinalIgnoreCase)
    {
        "label", "attack", "role", "request", "kind", "format", "model", "method",
    };

    private readonly Dictionary<string, string> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _groups = new(StringComparer.Ordinal);
    private readonly List<int> _lengths;

    /// <param name="documents">In the order of their numbers.</param>
    public Pseudonyms(IEnumerable<RunDocument> documents)
    {
        foreach (var document in documents)
        {
            Of(document.Id);
        }

        _lengths = [.. _documents.Keys.Select(id => id.Length).Distinct().OrderDescending()];
    }

    public string Of(string id) => NameIn(_documents, "doc", id);

    public RunDocument Of(RunDocument document) => document with
    {
        Id = Of(document.Id), Group = document.Group is { } group ? NameIn(_groups, "group", group) : null, Fields = null,
    };

    /// <summary>A sentence in which ids stand as words of their own, quoted or not.</summary>
    public string In(string text)
    {
        var known = _documents.GetAlternateLookup<ReadOnlySpan<char>>();
        StringBuilder? changed = null;
        var copied = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && char.IsLetterOrDigit(text[i - 1]))
            {
                continue;
            }

            foreach (var length in _lengths)
            {
                var end = i + length;
                if (length > 0 && end <= text.Length && (end == text.Length || !char.IsLetterOrDigit(text[end]))
                    && known.TryGetValue(text.AsSpan(i, length), out var name) && (!IsNumber(text.AsSpan(i, length)) || IsQuoted(text, i, end)))
                {
                    (changed ??= new StringBuilder(text.Length)).Append(text, copied, i - copied).Append(name);
                    (copied, i) = (end, end - 1);
                    break;
                }
            }
        }

        return changed?.Append(text, copied, text.Length - copied).ToString() ?? text;
    }

    /// <summary>JSON of a result, whatever its shape.</summary>
    public string InJson(string json)
    {
        var root = JsonNode.Parse(json);
        Replace(root, "");
        return root?.ToJsonString() ?? json;
    }

    private void Replace(JsonNode? node, string property)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToList())
                {
                    Replace(value, name);
                }

                break;
            case JsonArray elements:
                foreach (var element in elements.ToList())
                {
                    Replace(element, property);
                }

                break;
            case JsonValue value when value.TryGetValue(out string? text) && !s_own.Contains(property):
                var replaced = _documents.TryGetValue(text, out var known) ? known
                    : property.Equals("document", StringComparison.OrdinalIgnoreCase) ? Of(text)
                    : In(text);
                if (replaced != text)
                {
                    value.ReplaceWith(replaced);
                }

                break;
            default:
                break;
        }
    }

    // The numbers of a sentence are not ids, unless they are quoted.
    private static bool IsNumber(ReadOnlySpan<char> id) => id.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsQuoted(string text, int start, int end) => start > 0 && end < text.Length && text[start - 1] == '\'' && text[end] == '\'';

    private static string NameIn(Dictionary<string, string> names, string word, string id)
    {
        if (!names.TryGetValue(id, out var name))
        {
            names.Add(id, name = string.Create(CultureInfo.InvariantCulture, $"{word}-{names.Count + 1:0000}"));
        }

        return name;
    }
}

using System.Text.Json;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>The shape of JSON: a line for each path, with the kinds of value that stand there, in the order of first sight.</summary>
internal static class JsonOutline
{
    // Objects whose keys are data: attack ids, rates, reasons, completions.
    private static readonly HashSet<string> s_maps =
    [
        "parameters", "shotsGiven", "tprAtFpr", "tprAtFprInterval", "notApplicable", "bos", "coverage", "produced", "scores", "byLabel",
    ];

    public static IReadOnlyList<string> Of(params IReadOnlyList<JsonElement> documents)
    {
        var kinds = new List<(string Path, SortedSet<string> Kinds)>();
        foreach (var document in documents)
        {
            Visit("", document, kinds);
        }

        return [.. kinds.Select(entry => $"{entry.Path} {string.Join('|', entry.Kinds)}".Trim())];
    }

    private static void Visit(string path, JsonElement element, List<(string Path, SortedSet<string> Kinds)> kinds)
    {
        var kind = element.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : element.ValueKind.ToString().ToLowerInvariant();
        var known = kinds.FirstOrDefault(entry => entry.Path == path).Kinds;
        if (known is null)
        {
            kinds.Add((path, known = new SortedSet<string>(StringComparer.Ordinal)));
        }

        known.Add(kind);
        if (element.ValueKind == JsonValueKind.Object)
        {
            var isMap = s_maps.Contains(path[(path.LastIndexOf('.') + 1)..].Replace("[]", "", StringComparison.Ordinal));
            foreach (var property in element.EnumerateObject())
            {
                Visit(isMap ? $"{path}.*" : path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value, kinds);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Visit($"{path}[]", item, kinds);
            }
        }
    }
}

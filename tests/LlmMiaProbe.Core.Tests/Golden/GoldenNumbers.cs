using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Golden;

/// <summary>Numbers computed by an implementation that shares no code with this one; see the README beside them.</summary>
internal static class GoldenNumbers
{
    public static IReadOnlyList<GoldenDocument> Documents { get; } =
        JsonSerializer.Deserialize<GoldenDocument[]>(File.ReadAllText(PathOf("token-scores.json")), JsonSerializerOptions.Web) ?? [];

    /// <summary>By document id, then by name such as <c>min_k_20</c>.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> AttackScores { get; } = ReadAttackScores();

    public static ZlibLengths Zlib { get; } =
        JsonSerializer.Deserialize<ZlibLengths>(File.ReadAllText(PathOf("zlib-lengths.json")), JsonSerializerOptions.Web) ?? throw new InvalidDataException("no lengths");

    /// <summary>The text of any golden document: those without token scores are in the lab corpora.</summary>
    public static string TextOf(string id) => s_texts.Value[id];

    private static readonly Lazy<Dictionary<string, string>> s_texts = new(ReadTexts);

    private static Dictionary<string, IReadOnlyDictionary<string, double>> ReadAttackScores()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(PathOf("attack-scores.json")));
        return json.RootElement.EnumerateArray().ToDictionary(
            document => document.GetProperty("id").GetString() ?? "",
            document => (IReadOnlyDictionary<string, double>)document.EnumerateObject()
                .Where(property => property.Value.ValueKind == JsonValueKind.Number)
                .ToDictionary(property => property.Name, property => property.Value.GetDouble()));
    }

    private static Dictionary<string, string> ReadTexts()
    {
        var texts = Documents.ToDictionary(document => document.Id, document => document.Text);
        CorpusSource[] lab = [new(RepositoryFolder.PathOf("corpora", "lab", "passages.jsonl")), new(RepositoryFolder.PathOf("corpora", "lab", "tickets.jsonl"))];
        foreach (var entry in CorpusReader.Read(lab))
        {
            if (entry.Document is { } document)
            {
                texts.TryAdd(document.Id, document.Text);
            }
        }

        return texts;
    }

    private static string PathOf(string file) => RepositoryFolder.PathOf("tests", "LlmMiaProbe.Core.Tests", "Golden", file);
}

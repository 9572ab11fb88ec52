using System.Text.Json;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Shadows;

/// <summary>
/// A JSON file that lists shadow models and what each was trained on:
/// <c>{"shadows": [{"model": "shadow-1.gguf", "trained_on": ["id", ...]}, {"scores": "scores.csv", "column": "shadow-2", "trained_on": [...]}]}</c>.
/// A model may have LoRA adapters: <c>"lora": ["adapter.gguf:0.5"]</c>. Paths are relative to it. A field <c>base</c> may name the model that they
/// were tuned from; it is not read.
/// </summary>
public sealed class ShadowManifest
{
    private ShadowManifest(string file, IReadOnlyList<ShadowEntry> entries) => (File, Entries) = (file, entries);

    /// <summary>Absolute path.</summary>
    public string File { get; }

    /// <summary>At least one, in the order of the file.</summary>
    public IReadOnlyList<ShadowEntry> Entries { get; }

    public IReadOnlyList<ShadowModel> Models => [.. Entries.Select(entry => entry.Model)];

    /// <summary>Reads the manifest and its tables of scores, and sees that its models are there.</summary>
    /// <exception cref="PrerequisiteException">A file is missing or cannot be read.</exception>
    /// <exception cref="ConfigurationException">A file is not what was expected, names no shadow model, or one twice.</exception>
    public static ShadowManifest Read(string path)
    {
        var file = Path.GetFullPath(path);
        using var json = Parse(file);
        var fields = new ManifestFields(file, "", json.RootElement, "base", "shadows");
        var entries = fields.Array("shadows").Select((entry, i) => ShadowEntryReader.Read(file, i + 1, entry)).ToList();
        if (entries.Count == 0)
        {
            throw fields.Wrong("lists no shadow model; expected at least one under shadows");
        }

        foreach (var same in entries
            .GroupBy(entry => (entry.Model.File, entry.Model.Column, string.Join('\0', entry.Model.Lora.Select(adapter => adapter.Word))))
            .Where(group => group.Count() > 1))
        {
            throw fields.Wrong(
                $"names {same.First().Model.Name} as entry {string.Join(" and ", same.Select(entry => entry.Model.Number))}; expected every shadow model once");
        }

        return new ShadowManifest(file, ImportScores(entries));
    }

    private static List<ShadowEntry> ImportScores(List<ShadowEntry> entries)
    {
        var tables = entries.Where(entry => entry.Model.IsImported)
            .GroupBy(entry => entry.Model.File, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key, group => ScoreTableReader.Read(group.Key, [.. group.Select(entry => entry.Model.Column ?? "")]), StringComparer.Ordinal);
        return entries.ConvertAll(entry => entry.Model.Column is { } column ? entry with { Scores = tables[entry.Model.File][column] } : entry);
    }

    private static JsonDocument Parse(string file)
    {
        try
        {
            return JsonDocument.Parse(OutsideFile.ReadBytes(file, OutsideFile.LargeFile), new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException error)
        {
            throw new ConfigurationException(
                $"--shadows: {file}:{(error.LineNumber ?? 0) + 1}: the manifest is not valid JSON; expected {{\"shadows\": [{{\"model\": "
                + $"\"shadow-1.gguf\", \"trained_on\": [\"id\", ...]}}, ...]}}.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException(
                $"--shadows: the manifest {file} cannot be read ({error.Message}): name a JSON file that lists shadow models and what each was trained on.",
                error);
        }
    }
}

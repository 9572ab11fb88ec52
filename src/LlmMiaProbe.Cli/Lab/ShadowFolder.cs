using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Files;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>The shadow models of a lab and the manifests that list them: all of them, and the first 1, 2, 4, ...</summary>
internal sealed class ShadowFolder(string lab)
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ManifestPath { get; } = Path.Combine(lab, "shadows.json");

    /// <summary>Where the manifest of the first few shadow models lies.</summary>
    public string ManifestOfFirst(int count) => Path.Combine(lab, string.Create(CultureInfo.InvariantCulture, $"shadows-{count}.json"));

    /// <param name="number">From 1.</param>
    public string ModelPath(int number) => Path.Combine(lab, string.Create(CultureInfo.InvariantCulture, $"shadow-{number:00}.gguf"));

    /// <summary>1, 2, 4, ... up to half of <paramref name="count"/>, and <paramref name="count"/>.</summary>
    public static IReadOnlyList<int> Steps(int count) => [.. Enumerable.Range(0, 31).Select(i => 1 << i).TakeWhile(step => step < count), count];

    /// <summary>Lists the first <paramref name="count"/> shadow models.</summary>
    /// <exception cref="PrerequisiteException">A manifest cannot be written.</exception>
    public void Write(LabSplit split, string start, int count)
    {
        foreach (var step in Steps(count))
        {
            Write(step == count ? ManifestPath : ManifestOfFirst(step), split, start, step);
        }
    }

    private void Write(string path, LabSplit split, string start, int count)
    {
        var manifest = new JsonObject
        {
            ["base"] = Path.GetFileName(start),
            ["shadows"] = new JsonArray([.. Enumerable.Range(1, count).Select(number => (JsonNode)new JsonObject
            {
                ["model"] = Path.GetFileName(ModelPath(number)),
                ["trained_on"] = new JsonArray([.. split.ShadowHalf(number).Select(document => (JsonNode)document.Id)]),
            })]),
        };
        try
        {
            File.Delete($"{path}.part");
            PrivateFile.WriteText($"{path}.part", manifest.ToJsonString(s_options) + "\n");
            PrivateFile.Replace($"{path}.part", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"{path} could not be written ({error.Message}): make room; the shadow models that are trained are kept.", error);
        }
    }
}

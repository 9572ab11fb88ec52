using System.Text.Json;

namespace LlmMiaProbe.Local.Foreign;

/// <summary>The file by which Ollama finds the parts of a model.</summary>
internal static class OllamaManifest
{
    private const string Model = "application/vnd.ollama.image.model";

    /// <returns>Words that follow the name of the file; null if it is none.</returns>
    public static string? Explain(string path, JsonElement manifest)
    {
        if (!manifest.TryGetProperty("layers", out var layers) || layers.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var layer in layers.EnumerateArray().Where(layer => layer.ValueKind == JsonValueKind.Object))
        {
            if (layer.TryGetProperty("mediaType", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == Model
                && layer.TryGetProperty("digest", out var digest) && digest.ValueKind == JsonValueKind.String
                && digest.GetString() is { Length: 71 } hash && hash.StartsWith("sha256:", StringComparison.Ordinal) && hash[7..].All(char.IsAsciiHexDigit))
            {
                var blob = Path.Combine("blobs", hash.Replace(':', '-'));
                for (var folder = new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/"); folder is not null; folder = folder.Parent)
                {
                    if (File.Exists(Path.Combine(folder.FullName, blob)))
                    {
                        return $"is the manifest of a model in Ollama: its weights are the GGUF "
                            + $"{Conversion.Quote(Path.Combine(folder.FullName, blob))}, give that";
                    }
                }

                return $"is the manifest of a model in Ollama: its weights are the GGUF {blob} in Ollama's folder of models, give that";
            }
        }

        return null;
    }
}

using System.Text.Json.Nodes;
using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>Finds the result of a training that was done before, by what the model and its manifest say.</summary>
public static class FinishedTraining
{
    /// <returns>Null if there is none, or the file is of another base model, recipe or collection.</returns>
    public static TrainingOutcome? Find(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!File.Exists(request.Output) || !File.Exists(request.ManifestPath))
        {
            return null;
        }

        try
        {
            var text = OutsideFile.ReadText(request.ManifestPath, OutsideFile.LargeFile);
            var hash = ContentHash.Of(text).Hex;
            return GgufFile.Open(request.Output).Metadata.Text(TrainingManifest.HashKey) == hash
                && JsonNode.Parse(text) is JsonObject manifest
                && TrainingManifest.IsOf(manifest, request)
                ? new TrainingOutcome(
                    TrainingManifest.LossesOf(manifest),
                    hash,
                    manifest["epsilon"]?.GetValue<double>(),
                    request.Recipe.Epochs,
                    TrainingManifest.LearnedOf(manifest))
                : null;
        }
        catch (Exception error) when (error is JsonException or ModelException or InvalidOperationException)
        {
            return null;
        }
    }
}

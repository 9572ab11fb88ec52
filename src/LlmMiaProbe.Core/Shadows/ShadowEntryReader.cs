using System.Text.Json;

namespace LlmMiaProbe.Shadows;

/// <summary>Reads one entry of a manifest, without the scores that it imports.</summary>
internal static class ShadowEntryReader
{
    /// <exception cref="PrerequisiteException">Its file does not exist.</exception>
    /// <exception cref="ConfigurationException">It is not what was expected.</exception>
    public static ShadowEntry Read(string manifest, int number, JsonElement entry)
    {
        var fields = new ManifestFields(manifest, $"entry {number}", entry, "model", "scores", "column", "trained_on");
        if (fields.Has("model") == fields.Has("scores"))
        {
            throw fields.Wrong("names neither or both of model and scores; expected a GGUF file as model, or a table as scores with its column");
        }

        if (fields.Has("model") && fields.Has("column"))
        {
            throw fields.Wrong("has a column beside a model; expected column only with scores");
        }

        var kind = fields.Has("model") ? "model" : "scores";
        var file = Path.GetFullPath(fields.Text(kind), Path.GetDirectoryName(manifest) ?? "");
        if (!File.Exists(file))
        {
            throw new PrerequisiteException(
                $"--shadows: {manifest}: entry {number} names as {kind} {file}, which does not exist: check the path, which is relative to the manifest.");
        }

        var trainedOn = fields.Array("trained_on")
            .Select(id => id.ValueKind == JsonValueKind.String ? id.GetString() : null)
            .Select(id => id ?? throw fields.Wrong("has an id under trained_on that is no text; expected the ids of documents"))
            .ToHashSet(StringComparer.Ordinal);
        return new ShadowEntry(new ShadowModel(number, file, kind == "scores" ? fields.Text("column") : null, trainedOn.Count), trainedOn, null);
    }
}

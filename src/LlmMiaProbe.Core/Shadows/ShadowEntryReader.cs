using System.Text.Json;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Shadows;

/// <summary>Reads one entry of a manifest, without the scores that it imports.</summary>
internal static class ShadowEntryReader
{
    /// <exception cref="PrerequisiteException">Its file does not exist.</exception>
    /// <exception cref="ConfigurationException">It is not what was expected.</exception>
    public static ShadowEntry Read(string manifest, int number, JsonElement entry)
    {
        var fields = new ManifestFields(manifest, $"entry {number}", entry, "model", "lora", "scores", "column", "trained_on");
        if (fields.Has("model") == fields.Has("scores"))
        {
            throw fields.Wrong("names neither or both of model and scores; expected a GGUF file as model, or a table as scores with its column");
        }

        if (fields.Has("model") && fields.Has("column"))
        {
            throw fields.Wrong("has a column beside a model; expected column only with scores");
        }

        if (fields.Has("lora") && !fields.Has("model"))
        {
            throw fields.Wrong("has adapters under lora beside a table of scores; expected lora only with a model");
        }

        var kind = fields.Has("model") ? "model" : "scores";
        var folder = Path.GetDirectoryName(manifest) ?? "";
        var file = Path.GetFullPath(fields.Text(kind), folder);
        if (!File.Exists(file) && !(kind == "model" && Directory.Exists(file)))
        {
            throw new PrerequisiteException(
                $"--shadows: {manifest}: entry {number} names as {kind} {file}, which does not exist: check the path, which is relative to the manifest.");
        }

        var trainedOn = fields.Array("trained_on")
            .Select(id => id.ValueKind == JsonValueKind.String ? id.GetString() : null)
            .Select(id => id ?? throw fields.Wrong("has an id under trained_on that is no text; expected the ids of documents"))
            .ToHashSet(StringComparer.Ordinal);
        var model = new ShadowModel(number, file, kind == "scores" ? fields.Text("column") : null, trainedOn.Count)
        {
            Lora = fields.Has("lora") ? Adapters(manifest, number, fields, folder) : [],
        };
        return new ShadowEntry(model, trainedOn, null);
    }

    private static List<LoraAdapter> Adapters(string manifest, int number, ManifestFields fields, string folder)
    {
        var where = $"--shadows: {manifest}: entry {number} under lora:";
        var adapters = fields.Array("lora")
            .Select(word => word.ValueKind == JsonValueKind.String ? word.GetString() : null)
            .Select(word => word ?? throw fields.Wrong("has under lora what is no text; expected ADAPTER.gguf or ADAPTER.gguf:SCALE"))
            .Select(word => LoraAdapter.Parse(where, word, folder))
            .ToList();
        if (adapters.Find(adapter => !Path.Exists(adapter.File)) is { } missing)
        {
            throw new PrerequisiteException(
                $"{where} {missing.File} does not exist: check the path, which is relative to the manifest.");
        }

        LoraAdapter.RequireDistinct(where, adapters);
        return adapters;
    }
}

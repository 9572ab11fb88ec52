using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>The adapters of a model in a run, as the store keeps them.</summary>
internal static class AdapterJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <returns>Null for a model without adapters.</returns>
    public static string? Write(ModelDescription model) =>
        model.Base is { } bare ? JsonSerializer.Serialize(new Kept(bare.Value, model.Adapters), s_options) : null;

    /// <param name="json">What was kept; null for a model without adapters.</param>
    /// <param name="model">The rest of the model.</param>
    /// <exception cref="JsonException">It was written by nobody here.</exception>
    public static ModelDescription Read(string? json, ModelDescription model)
    {
        if (json is null)
        {
            return model;
        }

        var kept = JsonSerializer.Deserialize<Kept>(json, s_options);
        return kept is { Adapters.Count: > 0 } && kept.Adapters.All(adapter => adapter is not null)
            ? model with { Base = new ModelFingerprint(kept.Base), Adapters = kept.Adapters }
            : throw new JsonException("it names no adapter");
    }

    private sealed record Kept([property: JsonRequired] string Base, [property: JsonRequired] IReadOnlyList<AppliedAdapter> Adapters);
}

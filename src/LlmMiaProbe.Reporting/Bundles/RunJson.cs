using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>A run as <c>run.json</c> has it.</summary>
internal static class RunJson
{
    private static readonly JsonSerializerOptions s_written = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions s_read = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static string Write(RunRecord run) => JsonSerializer.Serialize(run, s_written) + "\n";

    /// <exception cref="JsonException">It is no run.</exception>
    public static RunRecord Read(string json)
    {
        var run = JsonSerializer.Deserialize<RunRecord>(json, s_read) ?? throw new JsonException("The run is null.");
        using var document = JsonDocument.Parse(json);
        if (JsonLists.HoldNull(document.RootElement))
        {
            throw new JsonException("A list has null as an element.");
        }

        // Annotations say nothing of the elements of lists, nor of keys that are not there.
        _ = Write(run);
        return run.Models.All(model => model is { Model: not null, Role.Name: not null, Policy: not null, Model.Fingerprint.Value: not null })
            && run.Settings.Attacks.All(attack => attack is not null)
            && run.Settings.Shadows.All(shadow => shadow is not null)
            && run.Settings.Rescored?.Any(attack => attack is null) != true
            && run.Settings.Task is not null
            && run.Settings.Task is not CommandTask { Command: null }
            && run.Settings.Task is not ExtractionTask { Windows: null }
            ? run
            : throw new JsonException("A part of the run is null.");
    }
}

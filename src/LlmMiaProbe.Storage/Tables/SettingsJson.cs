using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>
/// Run settings as JSON with enums by name. By reflection and not by generated code, which would give an option that an
/// older program did not know the value 0 and not its default.
/// </summary>
public static class SettingsJson
{
    // Ten times what a command takes.
    private const int MostResamples = 1_000_000;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static string Write(RunSettings settings) => JsonSerializer.Serialize(settings, s_options);

    /// <exception cref="JsonException">Written by a program with other options.</exception>
    public static RunSettings Read(string json)
    {
        var settings = JsonSerializer.Deserialize<RunSettings>(json, s_options) ?? throw new JsonException("The settings are null.");

        // Programs that did not know of a choice had the own binding only.
        using var document = JsonDocument.Parse(json);
        RequireTask(settings.Task, document.RootElement);
        if (JsonLists.HoldNull(document.RootElement) || settings.Resamples is < 1 or > MostResamples)
        {
            throw new JsonException("The settings hold what no version writes.");
        }

        // What is null and must not be shows here.
        _ = Write(settings);
        return document.RootElement.TryGetProperty("engine", out _) ? settings : settings with { Engine = ModelEngine.LlamaCpp };
    }

    // A record is made without what its JSON lacks, and a run without a task is none that this version wrote or migrated.
    private static void RequireTask(RunTask task, JsonElement settings)
    {
        var isWhole = settings.TryGetProperty("task", out _) && task switch
        {
            QuestionTask question => question is { Command: not null, Method: not null },
            CommandTask command => command.Command is not null,
            ExtractionTask extraction => extraction.Windows is not null,
            _ => true,
        };
        if (!isWhole)
        {
            throw new JsonException("The settings do not say what the run is to find out.");
        }
    }
}

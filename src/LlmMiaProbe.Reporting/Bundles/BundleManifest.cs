using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>What a bundle consists of, and how to make its content again.</summary>
/// <param name="Format"><see cref="Version2"/>; <see cref="Version1"/> of earlier programs.</param>
/// <param name="ToolVersion">Version of the program that wrote the bundle.</param>
/// <param name="Run">Number of the run in its store.</param>
/// <param name="Command">The command that reproduces the run.</param>
/// <param name="Documents">Documents of the run.</param>
/// <param name="Attempts">Attempts to make the model produce text, failed ones included.</param>
/// <param name="FailedAttempts">Of these, failed ones.</param>
/// <param name="Files">All files but the manifest and what seals it, in order of name.</param>
public sealed record BundleManifest(
    string Format, string ToolVersion, long Run, string Command, long Documents, long Attempts, long FailedAttempts, IReadOnlyList<BundleFile> Files)
{
    /// <summary>The chains of attempts in the store, that of the store itself first; null in the first format.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AttemptSegment>? Segments { get; init; }

    /// <summary>Without evidence keys, compressed lengths, windows, shadow models and vocabularies.</summary>
    public const string Version1 = "mia-probe evidence 1";

    /// <summary>With all that scores and evaluation are computed again from.</summary>
    public const string Version2 = "mia-probe evidence 2";

    public const string FileName = "manifest.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The command for people to copy, who got the bundle from anybody: on one line, and every word no more than a word.</summary>
    public string ToCommandLine() => BundleText.Command(Command);

    public string ToJson() => JsonSerializer.Serialize(this, s_options) + "\n";

    /// <exception cref="JsonException">It is no manifest, or holds a key that is none or stands there twice.</exception>
    public static BundleManifest FromJson(string json)
    {
        var manifest = JsonSerializer.Deserialize<BundleManifest>(json, s_options) ?? throw new JsonException("The manifest is null.");

        // Annotations say nothing of the elements of lists.
        return manifest.Files.All(file => file is not null) && manifest.Segments?.All(segment => segment is not null) != false
            ? manifest.Format != Version2 || manifest.Segments is { Count: > 0 }
                ? manifest
                : throw new JsonException("The manifest lacks the segments of attempts.")
            : throw new JsonException("The manifest lists a file or a segment that is null.");
    }
}

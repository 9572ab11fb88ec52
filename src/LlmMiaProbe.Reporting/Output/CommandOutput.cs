using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// What a command found that scores no documents one by one: the store keeps it with the run, <c>--output json</c> prints it, reports and
/// gates read it. Long texts are left out; those lie in the log of attempts.
/// </summary>
public abstract record CommandOutput
{
    private const int Last = 100;

    private protected CommandOutput()
    {
    }

    /// <summary>What was asked of endpoints; null, and not written, if nothing was.</summary>
    [JsonPropertyOrder(Last)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EndpointUsage? Usage { get; init; }

    /// <summary>What <c>--output json</c> prints.</summary>
    public string ToText() => JsonSerializer.Serialize(this, TypeOf(this, CommandOutputContext.Printed));

    /// <summary>Null if the run did not finish, or what is stored is no result of its kind.</summary>
    public static CommandOutput? Find(IProbeStore store, RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        if (store.FindEvaluation(run.Id) is not { } json || TypeOf(run.Settings.Task) is not { } type)
        {
            return null;
        }

        try
        {
            // Each result stands in an envelope with its kind, since the first version that kept any.
            using var document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("result", out var result) ? (CommandOutput?)result.Deserialize(type) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>As the store keeps it.</summary>
    public string ToStored() =>
        $$"""{"kind":"{{Kind}}","result":{{JsonSerializer.Serialize(Kept, TypeOf(this, CommandOutputContext.Default))}}}""";

    /// <summary>Without what the store holds elsewhere.</summary>
    private protected virtual CommandOutput Kept => this;

    /// <summary>What the envelope says.</summary>
    private protected abstract string Kind { get; }

    private static JsonTypeInfo TypeOf(CommandOutput output, CommandOutputContext context) =>
        context.GetTypeInfo(output.GetType()) ?? throw new InvalidOperationException($"{output.GetType().Name} is not in {nameof(CommandOutputContext)}.");

    private static JsonTypeInfo? TypeOf(RunTask task) => task switch
    {
        CanaryTask => CommandOutputContext.Default.CanaryOutput,
        SecretTask => CommandOutputContext.Default.SecretOutput,
        WholeWorkTask => CommandOutputContext.Default.WholeWorkOutput,
        QuestionTask => CommandOutputContext.Default.QuestionOutput,
        ExchangeabilityTask => CommandOutputContext.Default.ExchangeabilityOutput,
        _ => null,
    };
}

/// <summary>A model by name and content.</summary>
/// <param name="Name">File name, or name at the endpoint.</param>
/// <param name="Fingerprint">SHA-256 of the file, or what stands for it.</param>
public sealed record ModelOutput(string Name, string Fingerprint)
{
    public static ModelOutput Of(ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ModelOutput(model.Name, model.Fingerprint.Value);
    }
}

/// <summary>How results of commands are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(CanaryOutput))]
[JsonSerializable(typeof(SecretOutput))]
[JsonSerializable(typeof(WholeWorkOutput))]
[JsonSerializable(typeof(QuestionOutput))]
[JsonSerializable(typeof(ExchangeabilityOutput))]
[JsonSerializable(typeof(ExchangeabilityPlan))]
internal sealed partial class CommandOutputContext : JsonSerializerContext
{
    /// <summary>Indented, and with all letters as they are.</summary>
    public static CommandOutputContext Printed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// What a command found that scores no documents one by one: the store keeps it with the run, <c>--output json</c> prints it, reports and
/// gates read it. Long texts are left out; those lie in the log of attempts.
/// </summary>
public abstract record CommandOutput
{
    private const int Last = 100;

    private static readonly JsonSerializerOptions s_stored = new(OutputContext.Default.Options) { WriteIndented = false };

    // By reflection and not by generated code, which would give a key that an older version did not write null and not its default.
    private static readonly JsonSerializerOptions s_read = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(Lenient),
    };

    private protected CommandOutput()
    {
    }

    /// <summary>What was asked of endpoints; null, and not written, if nothing was.</summary>
    [JsonPropertyOrder(Last)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UsageOutput? Usage { get; init; }

    /// <summary>What <c>--output json</c> prints.</summary>
    public string ToText() => OutputText.Of(this, GetType());

    /// <summary>Null if the run did not finish, or what is stored is no sound result of its kind; a store may come from anywhere.</summary>
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
            return document.RootElement.TryGetProperty("result", out var result) && !JsonLists.HoldNull(result)
                && result.Deserialize(type, s_read) is CommandOutput { IsSound: true } output ? output : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>As the store keeps it.</summary>
    public string ToStored() =>
        $$"""{"kind":"{{Kind}}","result":{{JsonSerializer.Serialize(Kept, GetType(), s_stored)}}}""";

    /// <summary>Without what the store holds elsewhere.</summary>
    private protected virtual CommandOutput Kept => this;

    /// <summary>Whether its numbers can be those of a result, so that a gate may be held against them.</summary>
    private protected virtual bool IsSound => true;

    /// <summary>What the envelope says.</summary>
    private protected abstract string Kind { get; }

    // An earlier version may not have had a key.
    private static void Lenient(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired = false;
        }
    }

    private static Type? TypeOf(RunTask task) => task switch
    {
        CanaryTask => typeof(CanaryOutput),
        SecretTask => typeof(SecretOutput),
        WholeWorkTask => typeof(WholeWorkOutput),
        QuestionTask => typeof(QuestionOutput),
        ExchangeabilityTask => typeof(ExchangeabilityOutput),
        _ => null,
    };
}

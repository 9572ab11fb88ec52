using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>
/// What the documents of a run say before they are scored and what their scores say together; kept with the run as
/// JSON. <c>rescore</c> computes the scores' part again and keeps the rest.
/// </summary>
public sealed record RunEvaluation
{
    /// <summary>Null until the documents are scored.</summary>
    public LabelCounts? Labels { get; init; }

    /// <summary>In the order of the run's attacks; empty until the documents are scored.</summary>
    public IReadOnlyList<AttackEvaluation> Attacks { get; init; } = [];

    /// <summary>
    /// What the compressed lengths behind the scores mean (<see cref="Corpora.ZlibLengthMeter.Method"/>); null until the documents
    /// are scored, and of scores of earlier versions, whose lengths another library measured.
    /// </summary>
    public string? Compression { get; init; }

    /// <summary>The attacks whose result counts, fixed by the run's settings.</summary>
    public required HeadlineChoice Headline { get; init; }

    /// <summary>Which documents are tested, and against which.</summary>
    public required TestDesign Design { get; init; }

    /// <summary>In the order of the run's attacks; empty until the documents are scored.</summary>
    public IReadOnlyList<AttackDecisions> Decisions { get; init; } = [];

    /// <summary>The documents under test as a collection; null until they are scored, or if there is nothing to hold them against.</summary>
    public CollectionEvaluation? Collection { get; init; }

    /// <summary>Of the attacks other than the leading one; null until the documents are scored, and of earlier versions.</summary>
    public Exploration? Exploration { get; init; }

    /// <summary>What tells the documents apart without a model; null if the run was registered without it.</summary>
    public DataHealth? Health { get; init; }

    /// <summary>The tested documents with the highest scores of <see cref="LeadingAttack"/>, highest first.</summary>
    public IReadOnlyList<RankedDocument> Top { get; init; } = [];

    /// <summary>What stood before the texts for attacks that put shots there; null without one, and if an earlier version did not keep it.</summary>
    public IReadOnlyList<GivenShots>? Prefixes { get; init; }

    /// <summary>How conversations were put together; null if the corpora have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatSummary? Chat { get; init; }

    /// <summary>What is to be known of the models' files and of how they cut these texts, a sentence each; null if all is as usual.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>What tells the documents under test from those that calibrate, without a model; null if it was not measured.</summary>
    [JsonIgnore]
    public SetComparison? TestedAgainstCalibration =>
        Design is { Tested: Membership.Member, HasOwnCalibration: false } ? Health?.Labels : Health?.Calibration;

    /// <summary>The first headline attack that was scored, else the first attack; null until the documents are scored.</summary>
    [JsonIgnore]
    public string? LeadingAttack =>
        Headline.Attacks.FirstOrDefault(id => Attacks.Any(attack => attack.Attack == id)) ?? (Attacks.Count == 0 ? null : Attacks[0].Attack);

    /// <summary>What the leading attack comes down to; null if it has no AUC, or the documents are not scored.</summary>
    [JsonIgnore]
    public string? HeadlineSentence => Leading is not { } leading
        ? null
        : Headline.Attacks.Contains(leading.Attack) ? HeadlineStatement.Of(leading, Health?.Labels, Rivals) : HeadlineStatement.Absent(leading.Attack);

    /// <summary>
    /// What stands in place of <see cref="HeadlineSentence"/> where the leading attack has no AUC: what it finds among the documents under
    /// test, or why there is nothing to compare.
    /// </summary>
    [JsonIgnore]
    public string? WhyNoHeadline => Decisions.FirstOrDefault(decided => decided.Attack == LeadingAttack) is { Tested: > 0, Calibration: > 0 } decisions
        ? $"{DiscoveryStatement.Of(decisions, Design.FalseDiscoveryRate)} Decided by {LeadingAttack}."
        : Leading?.AucReason;

    /// <summary>The same as one word; null also if no headline attack was scored.</summary>
    [JsonIgnore]
    public HeadlineVerdict? HeadlineVerdict =>
        Leading is { } leading && Headline.Attacks.Contains(leading.Attack) ? HeadlineStatement.Verdict(leading, Rivals) : null;

    /// <summary>What the run comes down to in one sentence that needs no statistics: how many documents stand out from the supplied non-members.</summary>
    [JsonIgnore]
    public string PlainSentence => PlainStatement.Of(
        Design, Decisions.FirstOrDefault(decided => decided.Attack == LeadingAttack), Leading, HeadlineVerdict, Rivals.For is not null);

    /// <summary>What in the run speaks against a headline that tells the labels apart, as words that go on a sentence; empty if nothing does.</summary>
    [JsonIgnore]
    public string HeadlineRival => HeadlineVerdict == Findings.HeadlineVerdict.Apart ? Rivals.Against : "";

    private AttackEvaluation? Leading => Attacks.FirstOrDefault(attack => attack.Attack == LeadingAttack);

    // Dataset inference is about the headline's documents only where these are the collections.
    private HeadlineRivals Rivals => new(
        Attacks,
        Exploration,
        Design is { Tested: Membership.Member, HasOwnCalibration: false } ? Collection?.Inference : null,
        Collection?.Features.Count ?? 0);

    /// <summary>False between the registration of the documents and the end of scoring.</summary>
    [JsonIgnore]
    public bool IsComplete => Labels is not null;

    /// <summary>What is known before anything is scored.</summary>
    public static RunEvaluation Before(RunSettings settings, TestDesign design, DataHealth? health) => new()
    {
        Headline = HeadlineChoice.Of(Served(RunRequests.Of(settings)), settings.HasReference, settings.Shadows.Count > 0),
        Design = design,
        Health = health,
    };

    // What an endpoint can never give does not decide.
    private static IReadOnlyList<ConfiguredAttack> Served(RunRequests requests) =>
        requests.Attacks.Where(requests.Serves).ToList() is { Count: > 0 } served ? served : requests.Attacks;

    public string ToJson() => JsonSerializer.Serialize(this, RunEvaluationJson.Default.RunEvaluation);

    /// <exception cref="JsonException">Not what <see cref="ToJson"/> writes.</exception>
    public static RunEvaluation FromJson(string json) => JsonSerializer.Deserialize(json, RunEvaluationJson.Default.RunEvaluation)
        ?? throw new JsonException("The evaluation is empty.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunEvaluation))]
internal sealed partial class RunEvaluationJson : JsonSerializerContext;

using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// Everything that is printed as JSON. Keys are the properties in camel case, in their order; what is missing is null. Scripts rely on
/// both, so a property that goes away or changes its kind breaks one.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MembershipOutput))]
[JsonSerializable(typeof(ExtractionOutput))]
[JsonSerializable(typeof(MembershipPlanOutput))]
[JsonSerializable(typeof(ExtractionPlanOutput))]
[JsonSerializable(typeof(AskPlanOutput))]
[JsonSerializable(typeof(WholeWorkPlanOutput))]
[JsonSerializable(typeof(MembershipSimulationOutput))]
[JsonSerializable(typeof(ExtractionSimulationOutput))]
[JsonSerializable(typeof(IReadOnlyList<ListedRunOutput>))]
[JsonSerializable(typeof(ComparisonOutput))]
[JsonSerializable(typeof(GateOutput))]
[JsonSerializable(typeof(CorpusOutput))]
[JsonSerializable(typeof(IReadOnlyList<AttackOutput>))]
[JsonSerializable(typeof(AttackOutput))]
[JsonSerializable(typeof(ModelOutput))]
[JsonSerializable(typeof(EndpointOutput))]
[JsonSerializable(typeof(ChatOutput))]
[JsonSerializable(typeof(ConfigOutput))]
[JsonSerializable(typeof(DoctorOutput))]
[JsonSerializable(typeof(CanaryOutput))]
[JsonSerializable(typeof(SecretOutput))]
[JsonSerializable(typeof(WholeWorkOutput))]
[JsonSerializable(typeof(QuestionOutput))]
[JsonSerializable(typeof(ExchangeabilityOutput))]
[JsonSerializable(typeof(ExchangeabilityPlan))]
[JsonSerializable(typeof(StoreCheckOutput))]
[JsonSerializable(typeof(StorePurgeOutput))]
[JsonSerializable(typeof(ShardPlanOutput))]
[JsonSerializable(typeof(ShardStatusOutput))]
[JsonSerializable(typeof(ShardTaskOutput))]
[JsonSerializable(typeof(StoreMergeOutput))]
[JsonSerializable(typeof(VerifyOutput))]
[JsonSerializable(typeof(ReplayOutput))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class OutputContext : JsonSerializerContext;

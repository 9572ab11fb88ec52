using System.Text.Json.Nodes;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// A test of the published order: <c>model</c>, <c>fingerprint</c>, <c>documents</c>, <c>shards</c>, <c>permutations</c>,
/// <c>meanDifference</c> (nats a shard), <c>pValue</c> (exact), <c>smallestPValue</c>, <c>t</c>, <c>tPValue</c> (null if the
/// differences do not vary), <c>statement</c>, <c>assumption</c>, <c>tokensDecoded</c> and <c>failures</c> (reason by shard).
/// A plan: <c>documents</c>, <c>shards</c>, <c>orders</c>, <c>sharingShards</c>, <c>texts</c>, <c>cached</c>,
/// <c>tokensToDecode</c> and <c>wholeTokens</c>.
/// </summary>
public static class ExchangeabilityJson
{
    public static JsonObject Of(ModelDescription model, ExchangeabilityOutcome outcome) => new()
    {
        ["model"] = model.Name,
        ["fingerprint"] = model.Fingerprint.Value,
        ["documents"] = outcome.Documents,
        ["shards"] = outcome.Result.Shards,
        ["permutations"] = outcome.Result.Permutations,
        ["meanDifference"] = outcome.Result.MeanDifference,
        ["pValue"] = outcome.Result.PValue,
        ["smallestPValue"] = outcome.Result.SmallestPValue,
        ["t"] = outcome.Result.T,
        ["tPValue"] = outcome.Result.TPValue,
        ["statement"] = ExchangeabilityStatement.Of(outcome.Result, outcome.Documents),
        ["assumption"] = ExchangeabilityStatement.Assumption,
        ["tokensDecoded"] = outcome.TokensDecoded,
        ["failures"] = new JsonObject(outcome.Failures.Select(failure => KeyValuePair.Create($"{failure.Shard}", (JsonNode?)failure.Reason))),
    };

    public static JsonObject Of(ExchangeabilityPlan plan) => new()
    {
        ["documents"] = plan.Documents,
        ["shards"] = plan.Shards,
        ["orders"] = plan.Orders,
        ["sharingShards"] = plan.SharingShards,
        ["texts"] = plan.Texts,
        ["cached"] = plan.Cached,
        ["tokensToDecode"] = plan.TokensToDecode,
        ["wholeTokens"] = plan.WholeTokens,
    };
}

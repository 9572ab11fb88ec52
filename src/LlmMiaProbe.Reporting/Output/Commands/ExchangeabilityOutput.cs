using System.Text.Json.Serialization;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>A test of the published order of documents.</summary>
public sealed record ExchangeabilityOutput : CommandOutput
{
    /// <summary>Name of the model.</summary>
    public string Model { get; init; } = "";

    public string Fingerprint { get; init; } = "";

    public int Documents { get; init; }

    public int Shards { get; init; }

    /// <summary>Random orders of each shard.</summary>
    public int Permutations { get; init; }

    /// <summary>Of the published order less the mean of random ones, nats a shard.</summary>
    public double MeanDifference { get; init; }

    /// <summary>Exact.</summary>
    public double PValue { get; init; }

    public double SmallestPValue { get; init; }

    /// <summary>Null if the differences do not vary.</summary>
    public double? T { get; init; }

    /// <summary>Null if the differences do not vary.</summary>
    [JsonPropertyName("tPValue")]
    public double? TPValue { get; init; }

    public string Statement { get; init; } = "";

    public string Assumption { get; init; } = "";

    public long TokensDecoded { get; init; }

    /// <summary>Reason by number of the shard.</summary>
    public IReadOnlyDictionary<string, string> Failures { get; init; } = new OrderedDictionary<string, string>();

    private protected override string Kind => "exchangeability";

    private protected override bool IsSound => Shards > 0 && PValue is > 0 and <= 1;

    public static ExchangeabilityOutput Of(ModelDescription model, ExchangeabilityOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(outcome);
        return new ExchangeabilityOutput
        {
            Model = model.Name,
            Fingerprint = model.Fingerprint.Value,
            Documents = outcome.Documents,
            Shards = outcome.Result.Shards,
            Permutations = outcome.Result.Permutations,
            MeanDifference = outcome.Result.MeanDifference,
            PValue = outcome.Result.PValue,
            SmallestPValue = outcome.Result.SmallestPValue,
            T = outcome.Result.T,
            TPValue = outcome.Result.TPValue,
            Statement = ExchangeabilityStatement.Of(outcome.Result, outcome.Documents),
            Assumption = ExchangeabilityStatement.Assumption,
            TokensDecoded = outcome.TokensDecoded,
            Failures = new OrderedDictionary<string, string>(
                outcome.Failures.Select(failure => KeyValuePair.Create($"{failure.Shard}", failure.Reason))),
        };
    }

    /// <summary>What <c>--dry-run --output json</c> prints.</summary>
    public static string Of(ExchangeabilityPlan plan) => OutputText.Of(plan);
}

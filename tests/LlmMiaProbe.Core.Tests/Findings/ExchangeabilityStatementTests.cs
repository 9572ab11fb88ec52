using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class ExchangeabilityStatementTests
{
    [Fact]
    public void A_preference_is_stated_with_both_p_values() => Assert.Equal(
        "The model prefers the published order of the 1,000 documents to 24 random orders of each of 50 shards (+12.50 nats a shard; exact p 0.0001, smallest reachable 0.0001; t 5.10, p 1.5E-06 by Student's distribution).",
        ExchangeabilityStatement.Of(new ExchangeabilityResult(50, 24, 12.5, 5.1, .0000015, .0001, .0001), 1000));

    [Fact]
    public void No_preference_is_no_finding_about_other_orders()
    {
        Assert.Equal(
            "The model is not found to prefer the published order of the 4 documents to 1 random order of each of 1 shard (-0.25 nats a shard; exact p 0.5, smallest reachable 0.5).",
            ExchangeabilityStatement.Of(new ExchangeabilityResult(1, 1, -.25, null, null, .5, .5), 4));
        Assert.Contains("no difference says nothing about exposure in another order", ExchangeabilityStatement.Assumption, StringComparison.Ordinal);
    }
}

using LlmMiaProbe.Statistics;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing.Campaign;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>
/// Whole runs where there is nothing to tell, and where there is, from stored evidence: the short form of the campaign whose
/// tables stand in <c>src/docs/statistics.md</c>.
/// </summary>
public sealed class CampaignTests : IDisposable
{
    private static readonly string[] s_attacks = ["loss", "zlib", "min-k", "min-k-plus-plus"];

    private readonly SqliteProbeStore _store = SqliteProbeStore.OpenExisting(OneEpoch.Path);
    private readonly OneEpoch _epoch;

    public CampaignTests() => _epoch = new OneEpoch(_store, s_attacks);

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("halves")]
    [InlineData("duplicates")]
    [InlineData("groups")]
    public void Nothing_is_claimed_more_often_than_is_stated(string kind)
    {
        var rates = kind switch
        {
            "halves" => CampaignRates.Of(_epoch.Passages, _epoch.Draws.Halves, perSide: 30, runs: 40),
            "duplicates" => CampaignRates.Of(_epoch.Passages, _epoch.Draws.Duplicates, perSide: 30, runs: 40),
            _ => CampaignRates.Of(_epoch.Passages, _epoch.Draws.Groups, perSide: 30, runs: 40),
        };
        AssertAtMost(.025, rates.Unqualified, rates.Runs);
        AssertAtMost(.025, rates.Reversed, rates.Runs);
        AssertAtMost(.01, rates.Texts, rates.Runs);
        AssertAtMost(.1, rates.Discovers, rates.Runs);
        AssertAtMost(.05, rates.Scores, rates.Runs);
        AssertAtMost(.05, rates.Infers, rates.Inferences);
    }

    [Fact]
    public void One_epoch_is_found_in_a_hundred_documents_a_side()
    {
        var rates = CampaignRates.Of(_epoch.Passages, _epoch.Draws.Trained, perSide: 100, runs: 5);
        Assert.Equal((5, 5, 0), (rates.Apart, rates.Scores, rates.Texts));
    }

    [Fact]
    public void Swapped_labels_are_never_called_membership()
    {
        var rates = CampaignRates.Of(_epoch.Passages, _epoch.Draws.Swapped, perSide: 100, runs: 5);
        Assert.Equal((0, 5, 0, 0, 0), (rates.Apart, rates.Reversed, rates.Scores, rates.Infers, rates.Discovers));
    }

    private static void AssertAtMost(double level, int made, int of) =>
        Assert.True(of == 0 || ClopperPearson.Of(made, of, .999).Low <= level, $"{made} of {of} where at most {level} are stated");
}

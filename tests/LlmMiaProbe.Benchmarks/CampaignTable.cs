using System.Globalization;
using LlmMiaProbe.Models;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing.Campaign;

namespace LlmMiaProbe.Benchmarks;

/// <summary>
/// How often whole runs make each of their claims where there is nothing to claim, and where there is: random halves of passages
/// under the lab's models, judged by the code that judges a run. The seeds are fixed.
/// </summary>
internal static class CampaignTable
{
    // What a run's interval, list of documents and tests state of themselves.
    private const double Tail = 0.025;
    private const double FalseDiscoveries = 0.1;
    private const double Texts = 0.01;
    private const double Level = 0.05;

    private const double Confidence = 0.999;

    private static readonly string[] s_attacks = ["loss", "zlib", "min-k", "min-k-plus-plus", "surp"];

    /// <summary>Documents that are called members, and as many others.</summary>
    public static IReadOnlyList<int> Sides { get; } = [20, 60, 200];

    /// <param name="runs">Of each kind and size.</param>
    /// <param name="sides">Some of <see cref="Sides"/>.</param>
    /// <param name="output">Receives two tables, and a line for each rate whose interval misses what is stated.</param>
    /// <returns>1 if there is such a rate, otherwise 0.</returns>
    public static async Task<int> WriteAsync(int runs, IReadOnlyList<int> sides, TextWriter output)
    {
        string[] compared = [.. s_attacks, "reference-difference", "reference-ratio", "ez-mia"];
        using var campaign = await CampaignStore.GatherAsync(compared);
        var draws = new CampaignDraws(campaign.NeverTrained, campaign.Trained);
        var passages = new StoredPassages(campaign.Store, 1, compared);
        var missed = new List<string>();
        await Header(output);
        foreach (var side in sides)
        {
            await Row(output, "random halves", side, CampaignRates.Of(passages, draws.Halves, side, runs), missed, isNull: true);
            await Row(output, "every text five times", side, CampaignRates.Of(passages, draws.Duplicates, side, runs), missed, isNull: true);
            await Row(output, "groups of two", side, CampaignRates.Of(passages, draws.Groups, side, runs), missed, isNull: true);
            await Row(output, "other lengths", side, CampaignRates.Of(passages, draws.OtherLengths, side, runs), missed, isNull: false);
            await Row(output, "other years", side, CampaignRates.Of(passages, draws.OtherYears, side, runs), missed, isNull: false);
            await Row(output, "labels swapped", side, CampaignRates.Of(passages, draws.Swapped, side, runs), missed, isNull: false);
        }

        await output.WriteLineAsync();
        await Header(output);
        using var stored = SqliteProbeStore.OpenExisting(OneEpoch.Path);
        var epoch = new OneEpoch(stored, s_attacks);
        var ofBase = new StoredPassages(campaign.Store, 1, s_attacks, ModelRole.Reference);
        foreach (var side in sides)
        {
            await Row(output, "target, with reference", side, CampaignRates.Of(passages, draws.Trained, side, runs), missed: null, isNull: false);
            await Row(output, "one epoch, no reference", side, CampaignRates.Of(epoch.Passages, epoch.Draws.Trained, side, runs), missed: null, isNull: false);
            await Row(output, "base, no reference", side, CampaignRates.Of(ofBase, draws.Trained, side, runs), missed: null, isNull: false);
        }

        foreach (var line in missed)
        {
            await output.WriteLineAsync(line);
        }

        return missed.Count == 0 ? 0 : 1;
    }

    private static async Task Header(TextWriter output)
    {
        await output.WriteLineAsync("| Runs | A side | Drawn | Told apart | …without a caveat | Wrong way round | Undecided | Texts alone | Any document found | Scores higher | Dataset inference |");
        await output.WriteLineAsync("|---|---|---|---|---|---|---|---|---|---|---|");
    }

    private static Task Row(TextWriter output, string kind, int side, CampaignRates rates, List<string>? missed, bool isNull)
    {
        Hold("told apart without a caveat", rates.Unqualified, rates.Runs, Tail);
        Hold("dataset inference", rates.Infers, rates.Inferences, Level);
        if (isNull)
        {
            Hold("wrong way round", rates.Reversed, rates.Runs, Tail);
            Hold("texts alone", rates.Texts, rates.Runs, Texts);
            Hold("any document found", rates.Discovers, rates.Runs, FalseDiscoveries);
            Hold("scores higher", rates.Scores, rates.Runs, Level);
        }

        return output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {kind} | {side} | {rates.Runs} | {Percent(rates.Apart)} | {Percent(rates.Unqualified)} | {Percent(rates.Reversed)} | {Percent(rates.Undecided)} | {Percent(rates.Texts)} | {Percent(rates.Discovers)} | {Percent(rates.Scores)} | {(rates.Inferences == 0 ? "–" : $"{100.0 * rates.Infers / rates.Inferences:0.0}%")} |"));

        void Hold(string claim, int made, int of, double level)
        {
            if (missed is not null && of > 0 && ClopperPearson.Of(made, of, Confidence).Low > level)
            {
                missed.Add(string.Create(CultureInfo.InvariantCulture, $"missed: {kind}, {side} a side: {claim} in {made} of {of} runs, at most {level:0.0%} is stated"));
            }
        }

        string Percent(int made) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * made / rates.Runs:0.0}%");
    }
}

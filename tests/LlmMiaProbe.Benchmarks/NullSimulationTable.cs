using System.Globalization;
using LlmMiaProbe.Core.Tests.Statistics;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Benchmarks;

/// <summary>
/// What the statistics find where there is nothing to find, or a known part: the long form of the simulations that the tests run
/// a few trials of. The seeds are fixed, so the same build writes the same table.
/// </summary>
internal static class NullSimulationTable
{
    private const int Many = 20_000;
    private const int Some = 2000;
    private const int Few = 500;

    public static void Write(TextWriter output)
    {
        output.WriteLine("| Simulation | Measured | Promised | Trials | Found | 99.9% interval |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (var mondrian in Enum.GetValues<Mondrian>())
        {
            Row(output, $"conformal p-values, strata: {mondrian.ToString().ToLowerInvariant()}", "p ≤ 5%", "5%", NullSimulations.PValues(mondrian, Many));
        }

        foreach (var planted in new[] { 0, 5, 30, 60 })
        {
            var (falseShare, found) = NullSimulations.Discoveries(planted, Some);
            Row(output, $"100 documents, {planted} planted, against 999 non-members", "share of false discoveries", "at most 10%", falseShare, Some);
            if (planted > 0)
            {
                Row(output, "", "planted documents found", "", found);
            }
        }

        foreach (var (documents, features) in new[] { (60, 2), (60, 9), (120, 9) })
        {
            var auc = NullSimulations.CrossFitAuc(documents, features, Some);
            Row(output, $"cross-fit, {documents} documents, {features} features", "mean AUC", "50%", auc, Some);
        }

        Row(output, "cross-fit, 120 documents, 6 features", "intervals that hold one half", "95%", NullSimulations.CrossFitIntervals(Some));
        Row(output, "bootstrap by 10 groups of 20", "intervals that hold one half", "95%", NullSimulations.GroupIntervals(Some));
        foreach (var groupSize in new[] { 1, 4 })
        {
            var (attacks, words, best) = NullSimulations.Inference(groupSize, Few);
            var collections = $"dataset inference, 60 against 60 documents{(groupSize == 1 ? "" : $" in groups of {groupSize}")}";
            Row(output, collections, "p ≤ 5% by attacks", "at most 5%", attacks);
            Row(output, "", "p ≤ 5% by words", "at most 5%", words);
            Row(output, "", "p ≤ 5% by the best of ten halves", "nothing", best);
        }

        var (ofWords, above) = NullSimulations.RandomLabels(Few);
        Row(output, "words of 200 passages with random labels", "mean AUC", "50%", ofWords, Few);
        Row(output, "", "intervals above one half", "2.5%", above);
    }

    private static void Row(TextWriter output, string simulation, string measured, string promised, NullShare share) =>
        Row(output, simulation, measured, promised, share.Trials, share.Value, share.Interval());

    // 99.9% of a normal distribution lie within 3.291 standard errors.
    private static void Row(TextWriter output, string simulation, string measured, string promised, NullMean mean, int trials) =>
        Row(output, simulation, measured, promised, trials, mean.Value, new Interval(mean.Value - (3.291 * mean.Error), mean.Value + (3.291 * mean.Error)));

    private static void Row(TextWriter output, string simulation, string measured, string promised, int trials, double found, Interval interval) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {simulation} | {measured} | {promised} | {trials:N0} | {Percent(found)} | {Percent(interval.Low)} – {Percent(interval.High)} |"));

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00}%");
}

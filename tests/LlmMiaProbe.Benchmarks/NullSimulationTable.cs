using System.Globalization;
using LlmMiaProbe.Core.Tests.Statistics;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Benchmarks;

/// <summary>
/// What the statistics find where there is nothing to find, or a known part: the long form of the simulations that the tests run
/// a few trials of. The seeds are fixed, so the same build writes the same table.
/// </summary>
internal sealed class NullSimulationTable
{
    private const int Many = 20_000;
    private const int Some = 2000;
    private const int Few = 500;

    private readonly TextWriter _output;
    private readonly List<string> _missed = [];
    private string _simulation = "";

    private NullSimulationTable(TextWriter output) => _output = output;

    /// <summary>Writes the table, and below it a line for each rate whose interval misses what is stated.</summary>
    /// <returns>1 if there is such a rate, otherwise 0.</returns>
    public static int Write(TextWriter output)
    {
        var table = new NullSimulationTable(output);
        table.Write();
        table._missed.ForEach(output.WriteLine);
        return table._missed.Count == 0 ? 0 : 1;
    }

    private void Write()
    {
        _output.WriteLine("| Simulation | Measured | Promised | Trials | Found | 99.9% interval |");
        _output.WriteLine("|---|---|---|---|---|---|");
        foreach (var mondrian in Enum.GetValues<Mondrian>())
        {
            var strata = $"conformal p-values, strata: {mondrian.ToString().ToLowerInvariant()}";
            Row(strata, "p ≤ 5%", NullPromise.Exactly("5%", .05), NullSimulations.PValues(mondrian, Many));
        }

        foreach (var planted in new[] { 0, 5, 30, 60 })
        {
            var (falseShare, found) = NullSimulations.Discoveries(planted, Some);
            var tested = $"100 documents, {planted} planted, against 999 non-members";
            Row(tested, "share of false discoveries", NullPromise.AtMost("at most 10%", .1), falseShare, Some);
            if (planted > 0)
            {
                Row("", "planted documents found", NullPromise.None(), found);
            }
        }

        foreach (var (documents, features) in new[] { (60, 2), (60, 9), (120, 9) })
        {
            var auc = NullSimulations.CrossFitAuc(documents, features, Some);
            Row($"cross-fit, {documents} documents, {features} features", "mean AUC", NullPromise.Exactly("50%", .5), auc, Some);
        }

        Row("cross-fit, 120 documents, 6 features", "intervals that hold one half", NullPromise.AtLeast("at least 92%", .92), NullSimulations.CrossFitIntervals(Some));
        Row("10 groups of 20, which differ in what sets members apart", "intervals that hold one half", NullPromise.AtLeast("at least 95%", .95), NullSimulations.GroupIntervals(Some));
        var (byUnit, oneByOne) = NullSimulations.Copies(Many);
        Row("conformal p-values, 20 texts given 5 times each", "p ≤ 10%, a text counted once", NullPromise.AtMost("at most 10%", .1), byUnit);
        Row("", "p ≤ 1%, each document counted", NullPromise.None("nothing"), oneByOne);
        foreach (var shift in new[] { 0, .2, .5, 1 })
        {
            var (analysed, compared) = NullSimulations.LengthShift(shift, Some);
            Row(FormattableString.Invariant($"100 against 100 documents, {shift} sd longer, scores follow the length"), "p ≤ 5% beside the length", NullPromise.AtMost("at most 5%", .05), analysed);
            Row("", "p ≤ 5% by the scores alone", NullPromise.None("nothing"), compared);
        }

        foreach (var groupSize in new[] { 1, 4 })
        {
            var (attacks, words, best) = NullSimulations.Inference(groupSize, Few);
            var collections = $"dataset inference, 60 against 60 documents{(groupSize == 1 ? "" : $" in groups of {groupSize}")}";
            Row(collections, "p ≤ 5% by attacks", NullPromise.AtMost("at most 5%", .05), attacks);
            Row("", "p ≤ 5% by words", NullPromise.AtMost("at most 5%", .05), words);
            Row("", "p ≤ 5% by the best of ten halves", NullPromise.None("nothing"), best);
        }

        foreach (var (documents, byGroup) in new[] { (60, false), (200, false), (200, true) })
        {
            var text = NullSimulations.RandomLabels(documents, byGroup, Few);
            Row($"text of {documents} passages with random labels{(byGroup ? ", by book" : "")}", "p ≤ 5%", NullPromise.AtMost("at most 5%", .05), text.Below);
            Row("", "told apart (p ≤ 1%)", NullPromise.AtMost("at most 1%", .01), text.ToldApart);
            Row("", "intervals that hold one half", NullPromise.Exactly("95%", .95), text.Covered);
            Row("", "mean AUC", NullPromise.None(), text.Auc, Few);
        }

        foreach (var groupSize in new[] { 1, 10 })
        {
            Row($"17 attacks on 200 documents{(groupSize == 1 ? "" : $" in groups of {groupSize}")}", "any adjusted p ≤ 5%", NullPromise.AtMost("at most 5%", .05), NullSimulations.AnyAttack(groupSize, Some));
        }
    }

    private void Row(string simulation, string measured, NullPromise promised, NullShare share) =>
        Row(simulation, measured, promised, share.Trials, share.Value, share.Interval());

    // 99.9% of a normal distribution lie within 3.291 standard errors.
    private void Row(string simulation, string measured, NullPromise promised, NullMean mean, int trials) =>
        Row(simulation, measured, promised, trials, mean.Value, new Interval(mean.Value - (3.291 * mean.Error), mean.Value + (3.291 * mean.Error)));

    private void Row(string simulation, string measured, NullPromise promised, int trials, double found, Interval interval)
    {
        _simulation = simulation.Length == 0 ? _simulation : simulation;
        var range = $"{Percent(interval.Low)} – {Percent(interval.High)}";
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {simulation} | {measured} | {promised.Text} | {trials:N0} | {Percent(found)} | {range} |"));
        if (promised.IsMissedBy(interval))
        {
            _missed.Add($"missed: {_simulation}, {measured}: {promised.Text} is stated, {range} was found");
        }
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00}%");
}

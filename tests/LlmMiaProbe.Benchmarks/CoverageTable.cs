using System.Globalization;
using LlmMiaProbe.Core.Tests.Statistics;

namespace LlmMiaProbe.Benchmarks;

/// <summary>How often 95% intervals of AUCs hold the true AUC, for normal scores whose AUC is known in closed form.</summary>
internal static class CoverageTable
{
    private const int Trials = 2000;
    private const double Promised = .94;

    private static readonly double[] s_aucs = [.5, .7, .9, .95, .97, .99];

    /// <summary>Writes the table, and below it a line for each coverage that misses what is stated.</summary>
    /// <returns>1 if there is such a coverage, otherwise 0.</returns>
    public static int Write(TextWriter output)
    {
        var missed = new List<string>();
        output.WriteLine($"| Documents | {string.Join(" | ", s_aucs.Select(Number))} |");
        output.WriteLine($"|---|{string.Concat(s_aucs.Select(_ => "---|"))}");
        foreach (var (members, others, spread) in new[] { (5, 5, 1.0), (10, 10, 1), (20, 20, 1), (50, 50, 1), (100, 100, 1), (200, 200, 1), (5, 35, 1), (35, 5, 1), (20, 180, 1), (20, 180, 2), (100, 10, 2) })
        {
            Row($"{members} and {others}{(spread > 1 ? ", members spread twice as wide" : "")}", auc => AucCoverage.Independent(members, others, spread, auc, Trials));
        }

        foreach (var (groups, size, mixed) in new[] { (4, 20, false), (10, 20, false), (20, 10, false), (40, 5, false), (4, 20, true), (10, 20, true), (20, 10, true), (40, 5, true) })
        {
            Row($"{groups} groups of {size}, {(mixed ? "both labels in each" : "one label in each")}", auc => AucCoverage.Grouped(groups, size, mixed, auc, Trials / 2).ByGroup);
        }

        Row("(10 groups of 20, one label in each, as if documents did not depend on each other)", auc => AucCoverage.Grouped(10, 20, mixed: false, auc, Trials / 2).ByDocument, isPromised: false);
        missed.ForEach(output.WriteLine);
        return missed.Count == 0 ? 0 : 1;

        void Row(string name, Func<double, NullShare> covered, bool isPromised = true)
        {
            List<NullShare> shares = [.. s_aucs.Select(covered)];
            output.WriteLine($"| {name} | {string.Join(" | ", shares.Select(share => Number(share.Value)))} |");
            missed.AddRange(s_aucs.Zip(shares).Where(entry => isPromised && entry.Second.Interval().High < Promised)
                .Select(entry => $"missed: {name}, AUC {Number(entry.First)}: at least {Number(Promised)} is stated, {Number(entry.Second.Value)} was found"));
        }
    }

    private static string Number(double value) => value.ToString(".0##", CultureInfo.InvariantCulture);
}

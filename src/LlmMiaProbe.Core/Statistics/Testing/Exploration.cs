using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>What the attacks of a run other than its first headline attack show, allowing for how many of them were tried. Kept as JSON.</summary>
/// <param name="Relabellings">How many were drawn: no p-value can be smaller than one over one more.</param>
/// <param name="Attacks">In the order of the run's attacks.</param>
public sealed record Exploration(int Relabellings, IReadOnlyList<ExploratoryAttack> Attacks)
{
    /// <summary>Adjusted p-values at or below count.</summary>
    public const double Level = 0.05;

    /// <summary>Relabellings that are drawn.</summary>
    public const int Draws = 999;

    /// <summary>Attacks that tell the labels apart after adjustment, the clearest first.</summary>
    internal IReadOnlyList<ExploratoryAttack> Found => [.. Attacks.Where(attack => attack.AdjustedPValue <= Level).OrderBy(attack => attack.AdjustedPValue)];

    /// <summary>
    /// Westfall and Young's single-step max-T (1993): p of an attack is the share of relabellings (<see cref="Relabelling"/>) in which any
    /// attack's AUC, in standard deviations from its mean over the relabellings, is at least this attack's, the labels as they are
    /// counted. One-sided, towards members. Of a family in which nothing can be found, one in twenty has a p-value at or below .05.
    /// </summary>
    /// <param name="isMember">The label of each document.</param>
    /// <param name="groups">The group of each, or null.</param>
    /// <param name="attacks">
    /// Ids and scores (null where there is none) in the same order as the documents; those without a score of both labels are left out.
    /// </param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="draws">At least 1.</param>
    /// <returns>Null if there is no attack, or the labels could not have fallen otherwise often enough for <see cref="Level"/>.</returns>
    public static Exploration? Run(
        bool[] isMember, IReadOnlyList<string?> groups, IReadOnlyList<(string Attack, double?[] Scores)> attacks, int seed, int draws = Draws)
    {
        var relabelling = Relabelling.Of(isMember, groups, keepsTied: true);
        var ranked = attacks
            .Select(attack => (attack.Attack, Ranks: new RankedScores(attack.Scores)))
            .Where(attack => attack.Ranks.Auc(isMember) is not null)
            .ToList();
        if (ranked.Count == 0 || relabelling.HasTooFewGroups || Math.Max(1.0 / (draws + 1), relabelling.SmallestPValue) > Level)
        {
            return null;
        }

        // Where a relabelling leaves an attack without scores of a label, it says nothing about it.
        var drawn = Enumerable.Range(1, draws).OnAllCores(number =>
        {
            var labels = relabelling.Draw(number, seed);
            return ranked.ConvertAll(attack => attack.Ranks.Auc(labels) ?? 0.5);
        });
        var (means, spreads) = (new double[ranked.Count], new double[ranked.Count]);
        for (var a = 0; a < ranked.Count; a++)
        {
            (means[a], spreads[a]) = drawn.Select(aucs => aucs[a]).MeanStandardDeviation();
        }

        double[] largest = [.. drawn.Select(aucs => aucs.Select((auc, a) => Standing(auc, a)).Max())];
        return new Exploration(draws, [.. ranked.Select((attack, a) => new ExploratoryAttack(
            attack.Attack, (1.0 + largest.Count(other => other >= Standing(attack.Ranks.Auc(isMember) ?? 0.5, a) - 1e-9)) / (draws + 1)))]);

        double Standing(double auc, int a) => spreads[a] > 0 ? (auc - means[a]) / spreads[a] : 0;
    }
}

/// <param name="Attack">Its id with parameters spelled out.</param>
/// <param name="AdjustedPValue">Allows for all exploratory attacks of the run.</param>
public sealed record ExploratoryAttack(string Attack, double AdjustedPValue);

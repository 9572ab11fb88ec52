using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Lab;

/// <summary>What an attacker sees of a target through an interface that tells less: rounded log-probabilities, or those of the likeliest tokens only.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Step">Log-probabilities are rounded to a multiple of this, nats; 0 for exact ones.</param>
/// <param name="Shown">Only tokens of at most this rank have one; null for all.</param>
public sealed record CoarseInterface(string Name, double Step, int? Shown)
{
    /// <summary>Those that are tried.</summary>
    public static IReadOnlyList<CoarseInterface> All { get; } =
    [
        new("rounded to 0.1", 0.1, null),
        new("rounded to 1", 1, null),
        new("top 20", 0, 20),
        new("top 5", 0, 5),
        new("top 1", 0, 1),
    ];

    /// <summary>The attack loss on what is shown: the mean over the tokens that have a log-probability, nats; null if none has.</summary>
    public double? MeanLogProb(TokenScores target)
    {
        var shown = Places(target);
        return shown.Count == 0 ? null : shown.Average(t => Seen(target.LogProb[t]));
    }

    /// <summary>The attack reference-difference on the same tokens; the attacker has the reference model in full.</summary>
    public double? MeanDifference(TokenScores target, TokenScores reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var shown = Places(target);
        return shown.Count == 0 ? null : shown.Average(t => Seen(target.LogProb[t]) - reference.LogProb[t]);
    }

    private List<int> Places(TokenScores target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return [.. Enumerable.Range(0, target.Count).Where(t => target.Rank[t] <= (Shown ?? int.MaxValue))];
    }

    private double Seen(double logProb) => Step == 0 ? logProb : Math.Round(logProb / Step, MidpointRounding.AwayFromZero) * Step;
}

using LlmMiaProbe.Corpora;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Statistics;

/// <summary>Turns the scores of one attack into what may be reported of it.</summary>
public static class Evaluator
{
    /// <summary>The false positive rates at which the TPR is reported.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [0.1, 0.01, 0.001];

    /// <summary>
    /// The result does not depend on the order of the documents. An AUC needs a score of each label; a TPR at FPR f
    /// needs 1/f non-members besides.
    /// </summary>
    /// <param name="attack">The attack's id with its parameters spelled out.</param>
    /// <param name="documents">One attack's score, or why there is none, for every document of the run.</param>
    /// <param name="resamples">Bootstrap resamples behind the intervals of the TPR, at least 1.</param>
    /// <param name="seed">The run's seed.</param>
    public static AttackEvaluation Evaluate(string attack, IReadOnlyList<ScoredDocument> documents, int resamples, int seed)
    {
        var labelled = new List<LabelledScore>(documents.Count);
        foreach (var document in documents)
        {
            if (document is { Label: not Membership.Unknown, Score.Value: { } score })
            {
                labelled.Add(new LabelledScore(score, document.Label == Membership.Member, document.Group, document.Copies));
            }
        }

        var members = labelled.Count(d => d.IsMember);
        var nonMembers = labelled.Count - members;
        var counted = new AttackEvaluation
        {
            Attack = attack,
            Members = members,
            NonMembers = nonMembers,
            Unknown = documents.Count(d => d is { Label: Membership.Unknown, Score.Value: not null }),
            NotApplicable = CountReasons(documents),
            TprAtFpr = [],
        };
        return RocCurve.TryCreate(labelled, out var curve)
            ? WithEstimates(counted, curve, labelled, resamples, seed)
            : WithReason(
                counted, ComparisonStatement.WhyNot(CountOf(documents, Membership.Member), CountOf(documents, Membership.NonMember), members, nonMembers));
    }

    private static AttackEvaluation WithReason(AttackEvaluation counted, string? reason) => counted with
    {
        AucReason = reason,
        TprAtFpr = [.. Bounds.Select(bound => new TprAtFprEstimate(bound, null, reason))],
    };

    private static AttackEvaluation WithEstimates(
        AttackEvaluation counted, RocCurve curve, List<LabelledScore> labelled, int resamples, int seed)
    {
        var intervals = Bootstrap.Run(labelled, Bounds, resamples, seed);
        var different = Different(labelled, isMember: false);
        return counted with
        {
            Auc = AucEstimate.Of(labelled),
            TprAtFpr = [.. Bounds.Select((bound, i) => ComparisonStatement.TooFew(bound, curve.NonMembers, different) is { } reason
                ? new TprAtFprEstimate(bound, null, reason)
                : new TprAtFprEstimate(bound, Tpr(curve.TprAtFpr(bound), intervals.TprAtFpr[i], labelled), null))],
            Intervals = intervals.Basis,
        };
    }

    // Draws of members that are all found, or none, agree with each other whatever their number; the exact interval at a fixed
    // threshold does not.
    private static Estimate Tpr(double value, Interval drawn, List<LabelledScore> labelled)
    {
        // Draws of a single group are all alike, and show nothing of how groups differ.
        if (LabelledScore.FewestUnits(labelled) < 2)
        {
            return new Estimate(value, 0, 1);
        }

        var different = Different(labelled, isMember: true);
        var exact = ClopperPearson.Of((int)Math.Round(value * different), different);
        return new Estimate(value, Math.Min(value, Math.Min(drawn.Low, exact.Low)), Math.Max(value, Math.Max(drawn.High, exact.High)));
    }

    // Near-duplicates count once.
    private static int Different(List<LabelledScore> labelled, bool isMember)
    {
        var scores = labelled.Where(score => score.IsMember == isMember).ToList();
        return scores.Count(score => score.Copies is null) + scores.Select(score => score.Copies).OfType<string>().Distinct(StringComparer.Ordinal).Count();
    }

    private static int CountOf(IReadOnlyList<ScoredDocument> documents, Membership label) => documents.Count(d => d.Label == label);

    private static NotApplicableCount[] CountReasons(IReadOnlyList<ScoredDocument> documents) =>
    [
        .. documents.Where(d => d.Score.Value is null)
            .GroupBy(d => d.Score.Reason ?? "", StringComparer.Ordinal)
            .Select(g => new NotApplicableCount(g.Key, g.Count()))
            .OrderByDescending(c => c.Count).ThenBy(c => c.Reason, StringComparer.Ordinal),
    ];
}

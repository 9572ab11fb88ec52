using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings;

/// <summary>Why rates of true positives cannot be told.</summary>
public static class TprStatement
{
    /// <summary>One sentence for each false positive rate and count, with the attacks that it speaks of where others have another count.</summary>
    /// <param name="attacks">Of one run.</param>
    /// <param name="name">What people call an attack.</param>
    public static IEnumerable<string> Missing(IReadOnlyList<AttackEvaluation> attacks, Func<string, string> name)
    {
        var compared = attacks.Where(attack => attack.Auc is not null).ToList();
        return compared
            .SelectMany(attack => attack.TprAtFpr.Where(tpr => tpr.Reason is not null).Select(tpr => (attack.Attack, tpr.Bound, tpr.Reason)))
            .GroupBy(missing => (missing.Bound, missing.Reason))
            .Select(same => $"{(same.Count() == compared.Count ? "" : $"By {string.Join(", ", same.Select(missing => name(missing.Attack)))}, ")}TPR at {Wording.Rate(same.Key.Bound)} FPR {same.Key.Reason}.");
    }
}

using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>
/// What a run comes down to, from its numbers and nothing else. The first sentence answers whether the attack that was fixed
/// beforehand tells the labels apart: yes, no (if the documents would have shown a <see cref="DetectableAuc.Relevant"/> AUC), or undecided,
/// naming first what in the same run contradicts it. The second holds that against the texts alone.
/// </summary>
internal static class HeadlineStatement
{
    /// <summary>In place of a result when other attacks were scored afterwards.</summary>
    /// <param name="leading">The attack that was scored instead.</param>
    public static string Absent(string leading) => $"No headline attack was scored; {leading} and all others are exploratory.";

    /// <param name="attack">A headline attack.</param>
    /// <param name="labels">Members against non-members without the model; null if it was not measured.</param>
    /// <param name="others">What else the run found on the same documents; null if nothing was looked at.</param>
    /// <returns>Null if the attack has no AUC.</returns>
    public static string? Of(AttackEvaluation attack, SetComparison? labels, HeadlineRivals? others = null)
    {
        if (attack.Auc is not { } auc)
        {
            return null;
        }

        var result = $"(AUC {auc.InWords}; {Figures.Count(attack.Members, "member")}, {Figures.Count(attack.NonMembers, "non-member")})";
        return Verdict(attack, others) switch
        {
            HeadlineVerdict.Apart => $"{attack.Attack} tells the labels apart {result}{others?.Against}. {Beside(attack.Attack, auc, labels)}",
            HeadlineVerdict.Reversed => $"{attack.Attack} orders the labels the wrong way round{Rivals(result, others)}. "
                + $"{Without("tells them apart", "does not tell them apart", labels)}",
            var verdict when others?.For is not null => $"{No(verdict, attack, auc, result, others)} "
                + $"{Without("does, too", "does not", labels)}{Explained(labels)}",
            var verdict => $"{No(verdict, attack, auc, result, others)} {Without("does", "does not either", labels)}",
        };
    }

    /// <summary>The same as one word.</summary>
    /// <inheritdoc cref="Of"/>
    public static HeadlineVerdict? Verdict(AttackEvaluation attack, HeadlineRivals? others) => attack.Auc switch
    {
        null => null,
        { Low: > 0.5 } => HeadlineVerdict.Apart,
        { High: < 0.5 } => HeadlineVerdict.Reversed,
        { } auc => others?.For is null && DetectableAuc.Of(attack.Members, attack.NonMembers, auc) <= DetectableAuc.Relevant
            ? HeadlineVerdict.NotApart
            : HeadlineVerdict.Undecided,
    };

    private static string Rivals(string result, HeadlineRivals? others) =>
        others?.Exploratory is { } rivals ? $" and does not tell them apart {result}, but {rivals}" : $" {result}";

    private static string Explained(SetComparison? labels) => labels is { Separates: true } ? " What does may do so for the texts and not for the model." : "";

    private static string No(HeadlineVerdict? verdict, AttackEvaluation attack, Estimate auc, string result, HeadlineRivals? others)
    {
        if (others?.For is { } rivals)
        {
            return $"Undecided: {attack.Attack}, which was fixed beforehand, does not tell the labels apart {result}, but {rivals}.";
        }

        return (DetectableAuc.Of(attack.Members, attack.NonMembers, auc), verdict) switch
        {
            (null, _) => $"Undecided: {attack.Attack} does not tell the labels apart {result}, but with so few documents, or groups of them, "
                + "not even a perfect attack would show in four of five cases.",
            ({ } least, HeadlineVerdict.Undecided) => $"Undecided: {attack.Attack} does not tell the labels apart {result}, "
                + $"but it takes an AUC of {Figures.Fraction(least)} to show with so few documents, or groups of them, in four of five cases.",
            ({ } least, _) => $"{attack.Attack} does not tell the labels apart {result}; "
                + $"an AUC of {Figures.Fraction(least)} would have shown with so many documents in four of five cases.",
        };
    }

    private static string Beside(string attack, Estimate auc, SetComparison? labels)
    {
        var sentence = Without("tells them apart, too", "does not", labels);
        var blind = labels?.BlindAuc;
        return labels is not { Separates: true } || blind is null
            ? sentence
            : blind.Value >= auc.Low
                ? $"{sentence} {attack} is not clearly better than that, so nothing of its {Figures.Fraction(auc.Value)} need come from the model."
                : $"{sentence} Part of the {Figures.Fraction(auc.Value)} of {attack} may come from the texts and not from the model.";
    }

    private static string Without(string does, string doesNot, SetComparison? labels) => labels switch
    {
        { Separates: true } => $"Text alone, without the model, {does}{HealthStatement.Bracket(labels)}.",
        { Words.Auc: not null } => $"Text alone, without the model, {doesNot}{HealthStatement.Bracket(labels)}.",
        { Words.Reason: { } reason } => $"Whether text alone tells them apart was not measured: {reason}.",
        _ => "Whether text alone tells them apart was not measured.",
    };
}

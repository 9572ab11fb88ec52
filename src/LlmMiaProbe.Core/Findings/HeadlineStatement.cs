using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings;

/// <summary>The one sentence that a run comes down to, from its numbers and nothing else.</summary>
public static class HeadlineStatement
{
    /// <summary>In place of a result when other attacks were scored afterwards.</summary>
    /// <param name="leading">The attack that was scored instead.</param>
    public static string Absent(string leading) => $"No headline attack was scored; {leading} and all others are exploratory.";

    /// <param name="attack">A headline attack.</param>
    /// <param name="labels">Members against non-members without the model; null if it was not measured.</param>
    /// <returns>Null if the attack has no AUC.</returns>
    public static string? Of(AttackEvaluation attack, SetComparison? labels)
    {
        if (attack.Auc is not { } auc)
        {
            return null;
        }

        var result = $"{attack.Attack} {Verb(auc)} (AUC {Wording.WithInterval(auc)})";
        return labels switch
        {
            { Separates: true } => $"{result}, but this says little about the model, because the labels can be told apart without it.",
            { Words.Auc: not null } => $"{result}; the labels cannot be told apart without the model.",
            _ => $"{result}; whether the labels can be told apart without the model was not measured.",
        };
    }

    private static string Verb(Estimate auc) => auc switch
    {
        { Low: > 0.5 } => "tells the labels apart",
        { High: < 0.5 } => "orders the labels the wrong way round",
        _ => "does not tell the labels apart",
    };
}

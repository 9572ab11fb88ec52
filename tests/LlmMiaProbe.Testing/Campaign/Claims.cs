using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Testing.Campaign;

/// <summary>What a run claims, each at the level that it states.</summary>
/// <param name="Apart">The headline says that its attack tells the labels apart (its 95% interval lies above one half).</param>
/// <param name="Reversed">It says that the attack orders them the wrong way round.</param>
/// <param name="Undecided">It says that nothing is decided.</param>
/// <param name="Texts">The texts alone are said to tell the labels apart, so that the headline is qualified (p at most 1%).</param>
/// <param name="Discovers">At least one document is listed as found, at a false discovery rate of 10%.</param>
/// <param name="Scores">The members score higher as a collection (p at most 5%).</param>
/// <param name="Infers">Dataset inference says that they stand out (p at most 5%); null if it was not made.</param>
public readonly record struct Claims(bool Apart, bool Reversed, bool Undecided, bool Texts, bool Discovers, bool Scores, bool? Infers)
{
    /// <summary>The model is said to tell the labels apart, and nothing is said against it.</summary>
    public bool Unqualified => Apart && !Texts;

    public static Claims Of(RunEvaluation run)
    {
        var leading = run.LeadingAttack;
        var verdict = run.HeadlineVerdict;
        return new Claims(
            verdict == HeadlineVerdict.Apart,
            verdict == HeadlineVerdict.Reversed,
            verdict == HeadlineVerdict.Undecided,
            run.Health?.Labels?.Separates == true,
            run.Decisions.FirstOrDefault(decisions => decisions.Attack == leading)?.Discoveries > 0,
            run.Collection?.Scores?.PValue <= CollectionStatement.Level,
            run.Collection?.Inference is { } inference ? inference.Attacks.PValue <= CollectionStatement.Level : null);
    }
}

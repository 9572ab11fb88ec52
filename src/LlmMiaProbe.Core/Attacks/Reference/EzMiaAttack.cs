using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Where the target fails to predict a token: how much of the shift against the reference goes up, over how much goes down.</summary>
public sealed class EzMiaAttack : IDocumentAttack
{
    /// <summary>
    /// Above every ratio: a log-probability of a token that is not the likeliest is at most -ln 2, so two that differ in
    /// single precision differ by 2^-24 nats or more, and P / N of a million tokens stays below 1e20.
    /// A ratio beyond it is cut here.
    /// </summary>
    public const double LargestRatio = 1e30;

    /// <summary>Above everything else.</summary>
    public const double NoErrorScore = 1e31;

    public const string NoShift = "target and reference give the same probability to every token that the target fails to predict, "
        + "so there is no shift to judge";
    public const string NoPosition = "the text has a single scored token, and the first one is left out";

    private static readonly AttackParameter SkipFirst = new("skip-first", 1, 0, 1, "1 leaves out the first scored position, which has next to no context")
    {
        IsInteger = true,
    };
    private static readonly AttackParameter MinErrors = new("min-errors", 2, 0, 1000, "error positions below which a document that has some scores 0")
    {
        IsInteger = true,
    };

    public AttackDescription Description { get; } = new()
    {
        Id = "ez-mia",
        Title = "EZ-MIA (error zone)",
        Formula = "P / N with δ_t = lp^target_t - lp^reference_t over the error positions E = {t : "
            + "top-1 of the target is not x_t}, P = Σ_E max(δ_t, 0), N = Σ_E max(-δ_t, 0)",
        Paper = "Ilić, Stanojević, Cvejoski 2026, arXiv 2601.12104",
        Columns = ScoreColumns.Top1,
        Notes = "For a fine-tuned target with its own base model as reference, both at the same precision. Needs equal tokens in both. "
            + "As in the paper's appendix (E.5, E.6; its released code scores such documents 0, which changes nothing on the 800 passages of the lab, "
            + "where none is one of them), the strongest members are documents without any error position (1e31) and below them documents with N = 0, "
            + "ordered by P between 1e30 and 2e30: 1e30 · (1 + P / (1 + P)). Ratios stay below 1e30, so the order is the paper's. "
            + "A document with an error position but fewer than min-errors, and N above 0, scores 0. "
            + "A short text that the target predicts throughout is among the strongest: look at its length.",
        Parameters = [SkipFirst, MinErrors],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.Reference(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (target, reference) = (document.Target, document.Reference);
        if (AlignedTokens.Refusal(document, target, reference) is { } refusal)
        {
            return AttackScore.NotApplicable(refusal);
        }

        var first = (int)settings[SkipFirst];
        if (target.Count <= first)
        {
            return AttackScore.NotApplicable(target.Count == 0 ? Reasons.NoScoredToken : NoPosition);
        }

        var differences = AlignedTokens.Differences(target, reference);
        var (errors, up, down) = (0, 0.0, 0.0);
        for (var t = first; t < differences.Length; t++)
        {
            if (target.Top1[t] != target.Tokens[t])
            {
                errors++;
                up += Math.Max(differences[t], 0);
                down += Math.Max(-differences[t], 0);
            }
        }

        return errors switch
        {
            0 => AttackScore.Of(NoErrorScore),
            _ when up == 0 && down == 0 => AttackScore.NotApplicable(NoShift),
            _ when down == 0 => AttackScore.Of(LargestRatio * (1 + (up / (1 + up)))),
            _ when errors < settings[MinErrors] => AttackScore.Of(0),
            _ => AttackScore.Of(Math.Min(up / down, LargestRatio)),
        };
    }
}

using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How a prefix of known non-members changes the likelihood of a text: it hurts members more.</summary>
public sealed class RecallAttack : IDocumentAttack
{
    private static readonly AttackParameter Shots = new(
        "shots", 12, 1, 100, "non-members before the text; the shortest, as many as fit into half of the context") { IsInteger = true };

    public AttackDescription Description { get; } = new()
    {
        Id = "recall",
        Title = "ReCaLL",
        Formula = "mean lp(text | non-member prefix) / mean lp(text)",
        Paper = "Xie et al. 2024, EMNLP 2024, arXiv 2406.15968",
        Notes = "Needs --shots FILE with non-members that are not under test; they are joined by blank lines. "
            + "If the shots asked for do not all fit into half of the context, the shortest are taken, as many as fit, the same for every document, "
            + "and the run says how many that were; the released code takes as many of the last as fit beside a text of mean length. "
            + "The prefix is decoded once for all documents. Both means are over the tokens that both readings score: "
            + "without a BOS the first token has a prediction after the prefix only, and is left out. "
            + "On benchmarks whose prefix and members differ in date, most of its published strength is that difference.",
        OnRequest = true,
        Parameters = [Shots],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain), AfterNonMembers(settings)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (alone, after) = (document.Target, document[AfterNonMembers(settings)]);
        if (alone.Count == 0 || after.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        return AlignedTokens.SameText(alone, after) switch
        {
            0 => AttackScore.NotApplicable(AlignedTokens.OtherReading),
            var tail when alone.MeanOfLast(tail) == 0 => AttackScore.NotApplicable(Reasons.CertainText),
            var tail => AttackScore.Of(after.MeanOfLast(tail) / alone.MeanOfLast(tail)),
        };
    }

    private static EvidenceRequest AfterNonMembers(AttackSettings settings) =>
        EvidenceRequest.Target(new PrefixedText(new PrefixSource(Membership.NonMember, (int)settings[Shots])));
}

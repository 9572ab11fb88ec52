using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Contrast of a prefix of known non-members with one of known members.</summary>
public sealed class ConRecallAttack : IDocumentAttack
{
    private static readonly AttackParameter Shots = new("shots", 12, 1, 100, "documents before the text; the shortest, as many as fit into half of the context")
    {
        IsInteger = true,
    };
    private static readonly AttackParameter Gamma = new("gamma", 0.5, 0, 1, "weight of the member prefix");

    public AttackDescription Description { get; } = new()
    {
        Id = "con-recall",
        Title = "Con-ReCall",
        Formula = "(mean lp(text | non-member prefix) - gamma · mean lp(text | member prefix)) / mean lp(text)",
        Paper = "Wang et al. 2024, COLING 2025, arXiv 2409.03363",
        Notes = "Needs --shots FILE (non-members) and --member-shots FILE (members), neither under test; "
            + "each prefix takes the shortest of its file, as many as fit, as recall does, and the run says how many of either. "
            + "The authors' code tunes gamma on the test labels; here it is fixed beforehand.",
        OnRequest = true,
        Parameters = [Shots, Gamma],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), After(Membership.NonMember, settings), After(Membership.Member, settings)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (alone, nonMembers, members) = (document.Target, document[After(Membership.NonMember, settings)], document[After(Membership.Member, settings)]);
        if (alone.Count == 0 || nonMembers.Count == 0 || members.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        return Math.Min(AlignedTokens.SameText(alone, nonMembers), AlignedTokens.SameText(alone, members)) switch
        {
            0 => AttackScore.NotApplicable(AlignedTokens.OtherReading),
            var tail when alone.MeanOfLast(tail) == 0 => AttackScore.NotApplicable(Reasons.CertainText),
            var tail => AttackScore.Of((nonMembers.MeanOfLast(tail) - (settings[Gamma] * members.MeanOfLast(tail))) / alone.MeanOfLast(tail)),
        };
    }

    private static EvidenceRequest After(Membership label, AttackSettings settings) =>
        EvidenceRequest.Target(new PrefixedText(new PrefixSource(label, (int)settings[Shots])));
}

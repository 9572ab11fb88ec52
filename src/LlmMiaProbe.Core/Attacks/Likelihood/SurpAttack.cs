using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Mean log-probability of tokens where the model is certain but wrong: a text that was seen has fewer surprises of that kind.</summary>
public sealed class SurpAttack : IDocumentAttack
{
    public const string NoSurprise = "none of the least likely tokens has a prediction with so low an entropy; raise entropy or k";

    private static readonly AttackParameter K = new("k", 0.4, 0.001, 1, "share of least likely tokens to choose from, at least one token");
    private static readonly AttackParameter MaxEntropy = new("entropy", 2, 0, 100, "entropy below which a prediction is certain, nats");

    public AttackDescription Description { get; } = new()
    {
        Id = "surp",
        Title = "SURP (surprising tokens)",
        Formula = "mean of lp_t over the max(1, floor(k·N)) smallest lp_t whose prediction has entropy H_t < entropy",
        Paper = "Zhang A. and Wu 2024, arXiv 2407.21248",
        Columns = ScoreColumns.Moments,
        Notes = "The defaults are those of the common benchmark port. A text without such a token has no score; "
            + "ports that give it -100 call it the surest non-member. Of equally likely tokens the earlier are taken. "
            + "With an entropy bound above that of every prediction it is Min-K% Prob. Needs full distributions.",
        Parameters = [K, MaxEntropy],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var target = document.Target;
        if (target.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        var surprises = Enumerable.Range(0, target.Count)
            .OrderBy(t => target.LogProb[t])
            .Take(ExtremeTokens.Count(settings[K], target.Count))
            .Where(t => target.Entropy[t] < settings[MaxEntropy])
            .Select(t => (double)target.LogProb[t])
            .ToArray();
        return surprises.Length == 0 ? AttackScore.NotApplicable(NoSurprise) : AttackScore.Of(surprises.Average());
    }
}

using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Attacks;

/// <summary>How many samples are almost the greedy continuation: what was learned by heart leaves little to chance.</summary>
public sealed class CddAttack : IDocumentAttack
{
    public const string NothingProduced = "the model ends the text at once, so its samples have nothing to be compared with";

    public const string GreedyWithheld = "the greedy continuation is withheld, so samples have nothing to be compared with";

    private static readonly AttackParameter s_alpha = new(
        "alpha", Peakedness.DefaultAlpha, 0, 1, "edit distance that counts as almost equal, as a share of the longest continuation; 0 asks for equal ones");

    public AttackDescription Description { get; } = new()
    {
        Id = "cdd",
        Title = "CDD: peakedness of continuations",
        Formula = "share of samples whose token edit distance to the greedy continuation is at most alpha · the longest continuation; "
            + "the first 100 tokens count",
        Paper = "Dong et al. 2024, Findings of ACL 2024, arXiv 2402.15938; 50 samples at temperature 0.8 there",
        Notes = "Needs produced text only and looks at no more of the text's own end than its length. "
            + "Costs as many continuations a document as samples + 1, shared with samia and ngram-coverage where their parameters agree. "
            + "Short answers, refusals and strongly tuned models look peaked as well: reference=1 subtracts the reference model's value. "
            + "Most documents score 0, which ties them.",
        OnRequest = true,
        Parameters = [s_alpha, .. PooledContinuations.Parameters],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => PooledContinuations.Evidence(settings);

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) =>
        PooledContinuations.Score(document, settings, pool => Measure(pool, settings[s_alpha]));

    private static AttackScore Measure(SamplePool pool, double alpha) => pool.Greedy.Outcome.Tokens.Length == 0
        ? AttackScore.NotApplicable(pool.Greedy.Outcome.Failure ?? (pool.Greedy.Outcome.Finish == FinishReason.Filtered ? GreedyWithheld : NothingProduced))
        : AttackScore.Of(Peakedness.Of(pool.Greedy.Outcome.Tokens, [.. pool.Samples.Select(sample => sample.Outcome.Tokens)], alpha));
}

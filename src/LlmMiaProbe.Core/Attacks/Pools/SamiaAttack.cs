using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Attacks;

/// <summary>How many words of the text's end occur in what the model makes of its beginning.</summary>
public sealed class SamiaAttack : IDocumentAttack
{
    private static readonly AttackParameter s_zlib = new(
        "zlib", 0, 0, 1, "1 to weigh each sample by its bytes after deflate, which holds down samples that repeat themselves") { IsInteger = true };

    public AttackDescription Description { get; } = new()
    {
        Id = "samia",
        Title = "SaMIA: recall of sampled continuations",
        Formula = "mean over the samples i of the ROUGE-1 recall of the text's end in sample i of what follows its beginning",
        Paper = "Kaneko, Ma, Wata, Okazaki 2024, arXiv 2404.11262; 10 samples at top-k 50 there",
        Notes = "Words are runs of letters and digits, compared without case; the released code splits at spaces and minds case, "
            + "so that there \"end,\" and \"end\" are two words (120 passages of the lab, 10 samples: "
            + "AUC .616 instead of .608, mean recall .157 instead of .183). "
            + "Needs produced text only, no probabilities. Costs as many continuations a document as samples + 1, "
            + "shared with cdd and ngram-coverage where their parameters agree. "
            + "Words of the topic raise it without any memory of the text: compare with non-members of the same source.",
        OnRequest = true,
        Compresses = settings => settings[s_zlib] == 1,
        Parameters = [s_zlib, .. PooledContinuations.Parameters],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => PooledContinuations.Evidence(settings);

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) =>
        PooledContinuations.Score(document, settings, pool => Measure(pool, settings[s_zlib] == 1));

    private static AttackScore Measure(SamplePool pool, bool zlib)
    {
        if (PooledContinuations.WhyNotComparable(pool, leastWords: 1) is { } reason)
        {
            return AttackScore.NotApplicable(reason);
        }

        var measured = Samia.Of(pool.Text.Rest, [.. pool.Samples.Select(sample => sample.Outcome.Text)]);
        return AttackScore.Of(zlib ? measured.RecallTimesZlib : measured.Recall);
    }
}

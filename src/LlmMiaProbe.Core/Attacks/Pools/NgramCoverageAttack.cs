using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Attacks;

/// <summary>How much of the text's end the model produces in stretches of several words.</summary>
public sealed class NgramCoverageAttack : IDocumentAttack
{
    private static readonly AttackParameter s_n = new("n", NgramCoverage.DefaultShortest, 1, 50, "words of the shortest stretch that counts")
    {
        IsInteger = true,
    };
    private static readonly AttackParameter s_mean = new("mean", 0, 0, 1, "1 for the mean over the samples instead of the highest") { IsInteger = true };

    public AttackDescription Description { get; } = new()
    {
        Id = "ngram-coverage",
        Title = "N-gram coverage of continuations",
        Formula = "max_i of the share of the words of the text's end that stand in a stretch of n or more words which sample i has too",
        Paper = "Hallinan et al. 2025, arXiv 2508.09603",
        Notes = "It is the text's end that is covered. The released code covers the sample: "
            + "how many of its tokens stand in stretches that the end has, as a share of the sample, where a short sample of a set phrase counts in full, "
            + "or of the longer of sample and end "
            + "(120 passages of the lab, 10 samples: AUC .587 and .608 instead of .519, with intervals of .08 to either side). "
            + "Needs produced text only, no probabilities. Costs as many continuations a document as samples + 1, "
            + "shared with samia and cdd where their parameters agree. "
            + "The highest value grows with the number of samples: compare only runs with equally many. "
            + "Set phrases are covered without any memory of the text.",
        OnRequest = true,
        Parameters = [s_n, s_mean, .. PooledContinuations.Parameters],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => PooledContinuations.Evidence(settings);

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) =>
        PooledContinuations.Score(document, settings, pool => Measure(pool, (int)settings[s_n], settings[s_mean] == 1));

    private static AttackScore Measure(SamplePool pool, int n, bool mean)
    {
        if (PooledContinuations.WhyNotComparable(pool, n) is { } reason)
        {
            return AttackScore.NotApplicable(reason);
        }

        var numbering = new WordNumbering();
        var reference = numbering.Read(pool.Text.Rest).Numbers;
        var coverages = pool.Samples.Select(sample => NgramCoverage.Of(reference, numbering.Read(sample.Outcome.Text).Numbers, n)).ToList();
        return AttackScore.Of(mean ? coverages.Average() : coverages.Max());
    }
}

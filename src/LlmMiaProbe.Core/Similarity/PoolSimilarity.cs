namespace LlmMiaProbe.Similarity;

/// <summary>What one greedy and several sampled continuations of a prefix say about the true continuation. Higher is more like it.</summary>
public sealed record PoolSimilarity
{
    /// <summary>Sampled continuations.</summary>
    public required int Samples { get; init; }

    public required Samia Samia { get; init; }

    /// <summary>Of words, because the tokens of a produced text are not always known; see <see cref="Peakedness"/> for tokens.</summary>
    public required double Peakedness { get; init; }

    /// <summary>Highest coverage of any sample. Grows with the number of samples: compare pools of one size.</summary>
    public required double HighestCoverage { get; init; }

    public required double MeanCoverage { get; init; }

    /// <summary>Mean length of the longest common stretch, in words.</summary>
    public required double MeanLongestWords { get; init; }

    /// <summary>The same in characters.</summary>
    public required double MeanLongestCharacters { get; init; }

    /// <param name="reference">The true continuation.</param>
    /// <param name="greedy">What greedy decoding produced.</param>
    /// <param name="samples">What sampling produced; at least one.</param>
    public static PoolSimilarity Measure(string reference, string greedy, IReadOnlyList<string> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count);
        var numbering = new WordNumbering();
        var wanted = numbering.Read(reference).Numbers;
        var words = samples.Select(sample => numbering.Read(sample).Numbers).ToList();
        var characters = TextSimilarity.Characters(ComparisonForm.Of(reference));
        var coverages = words.Select(sample => NgramCoverage.Of(wanted, sample)).ToList();
        return new PoolSimilarity
        {
            Samples = samples.Count,
            Samia = Samia.Of(reference, samples),
            Peakedness = Similarity.Peakedness.Of(numbering.Read(greedy).Numbers, words),
            HighestCoverage = coverages.Max(),
            MeanCoverage = coverages.Average(),
            MeanLongestWords = words.Average(sample => LongestCommonSubstring.Find(wanted, sample).Length),
            MeanLongestCharacters = samples.Average(sample => LongestCommonSubstring.Find(characters, TextSimilarity.Characters(ComparisonForm.Of(sample))).Length),
        };
    }
}

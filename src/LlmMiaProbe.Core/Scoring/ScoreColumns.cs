namespace LlmMiaProbe.Scoring;

/// <summary>What is known of each token beside its log-probability. A local model knows all of it, an endpoint what it returns.</summary>
[Flags]
public enum ScoreColumns
{
    None = 0,

    /// <summary><see cref="TokenScores.Rank"/>.</summary>
    Rank = 1,

    /// <summary><see cref="TokenScores.Top1"/> and <see cref="TokenScores.Top1LogProb"/>.</summary>
    Top1 = 2,

    /// <summary><see cref="TokenScores.Entropy"/> and <see cref="TokenScores.Variance"/>, which need the whole distribution.</summary>
    Moments = 4,

    All = Rank | Top1 | Moments,

    /// <summary>
    /// <see cref="TokenScores.High"/>: what is known of a token lies between two ends, and <see cref="TokenScores.LogProb"/> is the
    /// lower one. No local model has it.
    /// </summary>
    Bounds = 8,
}

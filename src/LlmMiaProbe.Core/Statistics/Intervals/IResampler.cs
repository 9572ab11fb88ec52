namespace LlmMiaProbe.Statistics;

/// <summary>Draws one bootstrap resample at a time as weights over the rungs of a <see cref="ScoreLadder"/>.</summary>
internal interface IResampler
{
    ResamplingUnit Unit { get; }

    /// <summary>How many units there are to draw from.</summary>
    int Units { get; }

    /// <summary>Factor, at least 1, by which percentiles of the draws are too close to each other.</summary>
    double Widening { get; }

    /// <summary>Draws made in vain so far.</summary>
    int Redrawn { get; }

    /// <summary>Why this unit, for people.</summary>
    string Note { get; }

    /// <summary>Overwrites both with the members and non-members drawn on each rung; neither is all zero afterwards.</summary>
    void Draw(Random random, int[] members, int[] nonMembers);
}

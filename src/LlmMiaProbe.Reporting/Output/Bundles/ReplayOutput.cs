using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Reporting;

/// <summary>What came of asking models again what a bundle says that they said.</summary>
public sealed record ReplayOutput
{
    /// <summary>Whether all that was asked came out again, within the tolerance.</summary>
    public required bool Replayed { get; init; }

    public required IReadOnlyList<ReplayedModel> Models { get; init; }

    /// <summary>Rows of token scores that could be drawn.</summary>
    public required long ScoreRows { get; init; }

    /// <summary>Rows that cannot be asked again, see <see cref="NotDrawn"/>.</summary>
    public required long OtherScoreRows { get; init; }

    public required long Attempts { get; init; }

    public required long OtherAttempts { get; init; }

    /// <summary>What cannot be asked again, a clause each with its number and the reason.</summary>
    public required IReadOnlyList<string> NotDrawn { get; init; }

    /// <summary>A sentence each.</summary>
    public required IReadOnlyList<string> Mismatches { get; init; }

    public static ReplayOutput Of(ReplaySample sample, BundleReplay replay)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(replay);
        return new ReplayOutput
        {
            Replayed = replay.Count == 0,
            Models = replay.Models,
            ScoreRows = sample.Scores.Eligible,
            OtherScoreRows = sample.Scores.Others,
            Attempts = sample.Attempts.Eligible,
            OtherAttempts = sample.Attempts.Others,
            NotDrawn = sample.NotDrawn,
            Mismatches = replay.Mismatches,
        };
    }
}

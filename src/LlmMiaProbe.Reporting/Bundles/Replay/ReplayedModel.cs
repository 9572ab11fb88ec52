namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>What came of asking one model again.</summary>
/// <param name="Role">Its part in the run.</param>
/// <param name="Name">Of the file at hand.</param>
/// <param name="Tolerance">What differences were let pass.</param>
public sealed record ReplayedModel(string Role, string Name, ReplayTolerance Tolerance)
{
    /// <summary>Texts that were scored again.</summary>
    public long Rows { get; internal set; }

    /// <summary>Their tokens.</summary>
    public long Tokens { get; internal set; }

    /// <summary>Between log-probabilities, nats.</summary>
    public double LargestDifference { get; internal set; }

    /// <summary>Attempts that were made again.</summary>
    public long Attempts { get; internal set; }

    /// <summary>Of these, those that came out the same to the last token.</summary>
    public long SameAttempts { get; internal set; }
}

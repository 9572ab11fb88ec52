using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Reporting;

/// <summary>What became of holding a bundle against itself.</summary>
public sealed record VerifyOutput
{
    /// <summary>Whether nothing is amiss.</summary>
    public required bool Verified { get; init; }

    /// <summary>Null if the manifest cannot be read.</summary>
    public string? Format { get; init; }

    /// <summary>Number of the run in its store; null if the manifest cannot be read.</summary>
    public long? Run { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>All of them, named or not.</summary>
    public required long MismatchCount { get; init; }

    /// <summary>A sentence each, at most 200 and one that counts the others.</summary>
    public required IReadOnlyList<string> Mismatches { get; init; }

    public required IReadOnlyList<RecomputedPart> Recomputed { get; init; }

    /// <summary>A clause each, with the reason.</summary>
    public required IReadOnlyList<string> NotRecomputed { get; init; }

    /// <summary>The key whose signature was checked and holds; null if none was.</summary>
    public string? SignedBy { get; init; }

    /// <summary>When the authority that was named saw the bundle; null if none was named.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Sentences about signature and timestamp.</summary>
    public required IReadOnlyList<string> Seals { get; init; }

    public static VerifyOutput Of(BundleCheck check, SealCheck seals, string manifestSha256)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(seals);
        return new VerifyOutput
        {
            SignedBy = seals.KeyId,
            Timestamp = seals.Time,
            Seals = seals.Statements,
            Verified = check.Count == 0,
            Format = check.Manifest?.Format,
            Run = check.Manifest?.Run,
            ManifestSha256 = manifestSha256,
            MismatchCount = check.Count,
            Mismatches = check.Mismatches,
            Recomputed = check.Recomputed,
            NotRecomputed = check.NotRecomputed,
        };
    }
}

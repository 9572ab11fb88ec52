namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>What is read of a bundle at most; it may come from anyone.</summary>
internal static class BundleLimits
{
    /// <summary>Bytes of the manifest, and of what seals it.</summary>
    public const long Manifest = 1 << 20;

    /// <summary>Bytes of a file that is one JSON value, which is read into memory.</summary>
    public const long Value = 256 << 20;

    /// <summary>UTF-16 characters of a line.</summary>
    public const int Line = 256 << 20;

    /// <summary>Bytes of a file of lines.</summary>
    public const long Lines = 1L << 38;

    /// <summary>Documents of a run, whose numbers are kept in memory.</summary>
    public const int Documents = 20_000_000;

    /// <summary>As the setting has it.</summary>
    public const int Resamples = 100_000;

    /// <summary>Mismatches that are named.</summary>
    public const int Named = 200;

    /// <summary>Windows without an answer.</summary>
    public const int Unmeasured = 1_000_000;
}

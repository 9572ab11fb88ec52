using LlmMiaProbe.Decoding;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>How windows are cut and decoded.</summary>
internal sealed record ExtractionSection
{
    [Setting(
        nameof(SettingGroup.Windows),
        "--prefix-tokens",
        "tokens that the model is given",
        Default = "50",
        Minimum = 1,
        Maximum = 100_000,
        IsBasic = true)]
    public int PrefixTokens { get; init; }

    [Setting(
        nameof(SettingGroup.Windows),
        "--suffix-tokens",
        "tokens that it must then emit",
        Default = "50",
        Minimum = 1,
        Maximum = 100_000,
        IsBasic = true)]
    public int SuffixTokens { get; init; }

    [Setting(
        nameof(SettingGroup.Windows),
        "--stride",
        "characters from the start of one window to the next",
        Default = "10", Minimum = 1, Maximum = int.MaxValue, IsBasic = true)]
    public int Stride { get; init; }

    [Setting(
        nameof(SettingGroup.Windows),
        "--sample",
        "at most so many windows of a document, spread evenly",
        Minimum = 1, Maximum = int.MaxValue, Unset = "all", IsBasic = true)]
    public int? Sample { get; init; }

    [Setting(nameof(SettingGroup.Windows), "--prior", "also score suffixes after their prefix in random order", Default = "false")]
    public bool Prior { get; init; }

    [Setting(
        nameof(SettingGroup.Windows),
        "--draws",
        "also draw so many continuations after each prefix and count those close to the suffix",
        Minimum = 1, Maximum = 100_000, Unset = "none", IsBasic = true)]
    public int? Draws { get; init; }

    [Setting(
        nameof(SettingGroup.Windows),
        "--epsilon",
        "edit distance in tokens at which a draw is close to the suffix",
        Default = "5", Minimum = 0, Maximum = 100_000)]
    public int Epsilon { get; init; }

    /// <summary>A decoding to measure beside the model's own distribution; null if nothing of it was given.</summary>
    public DecodingScheme? Decoding { get; init; }

    public ExtractionSettings ToSettings() => new()
    {
        PrefixTokens = PrefixTokens,
        SuffixTokens = SuffixTokens,
        StrideCharacters = Stride,
        Sample = Sample,
        Schemes = Decoding is null ? [] : [Decoding],
        ShuffledPrefix = Prior,
        Draws = Draws ?? 0,
        Epsilon = Epsilon,
    };
}

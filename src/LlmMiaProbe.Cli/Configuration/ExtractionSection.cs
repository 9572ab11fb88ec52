using LlmMiaProbe.Decoding;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>How windows are cut and decoded.</summary>
internal sealed record ExtractionSection
{
    public int PrefixTokens { get; init; }

    public int SuffixTokens { get; init; }

    public int Stride { get; init; }

    public int? Sample { get; init; }

    public bool Prior { get; init; }

    public int? Draws { get; init; }

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

    public static ExtractionSection From(SettingValues values)
    {
        var scheme = new DecodingScheme
        {
            Temperature = values.OptionalNumber(SettingKey.Temperature) ?? 1,
            TopK = values.OptionalInteger(SettingKey.TopK),
            TopP = values.OptionalNumber(SettingKey.TopP) ?? 1,
        };
        return new ExtractionSection
        {
            PrefixTokens = values.Integer(SettingKey.PrefixTokens),
            SuffixTokens = values.Integer(SettingKey.SuffixTokens),
            Stride = values.Integer(SettingKey.Stride),
            Sample = values.OptionalInteger(SettingKey.Sample),
            Prior = values.Switch(SettingKey.Prior),
            Draws = values.OptionalInteger(SettingKey.Draws),
            Epsilon = values.Integer(SettingKey.Epsilon),
            Decoding = scheme == DecodingScheme.Full ? null : scheme,
        };
    }
}

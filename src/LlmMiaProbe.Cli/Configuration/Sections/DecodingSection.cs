using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>A decoding to measure beside the model's own distribution.</summary>
internal sealed record DecodingSection
{
    [Setting(nameof(SettingGroup.Windows), "--temperature", "temperature of decoding; 0 is greedy", Minimum = 0, Maximum = 100, Unset = "1")]
    public double? Temperature { get; init; }

    [Setting(
        nameof(SettingGroup.Windows), "--top-k", "decoding keeps so many of the likeliest tokens", Minimum = 1, Maximum = int.MaxValue, Unset = "all")]
    public int? TopK { get; init; }

    [Setting(
        nameof(SettingGroup.Windows), "--top-p", "decoding keeps the likeliest tokens that reach this probability", Minimum = 1e-9, Maximum = 1, Unset = "1")]
    public double? TopP { get; init; }

    /// <summary>Null if it is the model's own.</summary>
    public DecodingScheme? ToScheme()
    {
        var scheme = new DecodingScheme { Temperature = Temperature ?? 1, TopK = TopK, TopP = TopP ?? 1 };
        return scheme == DecodingScheme.Full ? null : scheme;
    }
}

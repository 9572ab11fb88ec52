namespace LlmMiaProbe.Cli.Configuration;

/// <summary>What is printed.</summary>
internal sealed record OutputSection
{
    [Setting(nameof(SettingGroup.Output), "--output", "form of the result", Default = "table", IsBasic = true)]
    public OutputFormat Format { get; init; }

    [Setting(nameof(SettingGroup.Output), "--quiet", "no progress and no notes", Default = "false")]
    public bool Quiet { get; init; }

    [Setting(nameof(SettingGroup.Output), "--verbose", "also log what llama.cpp says", Default = "false")]
    public bool Verbose { get; init; }
}

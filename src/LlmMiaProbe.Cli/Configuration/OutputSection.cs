namespace LlmMiaProbe.Cli.Configuration;

/// <summary>What is printed.</summary>
internal sealed record OutputSection(OutputFormat Format, bool Quiet, bool Verbose)
{
    public static OutputSection From(SettingValues values) =>
        new(values.Choice<OutputFormat>(SettingKey.Format), values.Switch(SettingKey.Quiet), values.Switch(SettingKey.Verbose));
}

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Where runs are kept.</summary>
internal sealed record StoreSection
{
    [Setting(nameof(SettingGroup.Output), "--store", "file that keeps runs and evidence", Default = "mia-probe.db", IsBasic = true)]
    public required string Path { get; init; }
}

using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>What every command works with.</summary>
internal sealed class CommandContext(Terminal terminal, TimeProvider time, Func<CommandLineSettings, string?, SettingsSources> sources)
{
    public Terminal Terminal => terminal;

    public TimeProvider Time => time;

    /// <summary>Version of this program, stored with every run.</summary>
    public static string ToolVersion { get; } = typeof(CommandContext).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Folder of the bundled lab, beside the program.</summary>
    public static string LabFolder { get; } = Path.Combine(AppContext.BaseDirectory, "corpora", "lab");

    /// <exception cref="ConfigurationException">One line for every wrong setting.</exception>
    public ProbeSettings Settings(ParseResult parsed) => SettingsReader.Read(Sources(parsed));

    public SettingsReading Inspect(ParseResult parsed) => SettingsReader.Inspect(Sources(parsed));

    public static SqliteProbeStore OpenStore(ProbeSettings settings) => SqliteProbeStore.Open(settings.StorePath);

    public static SqliteProbeStore ReadStore(ProbeSettings settings) => SqliteProbeStore.OpenExisting(settings.StorePath);

    private SettingsSources Sources(ParseResult parsed) => sources(SettingOptions.Collect(parsed), parsed.GetValue(SettingOptions.ConfigFile));
}

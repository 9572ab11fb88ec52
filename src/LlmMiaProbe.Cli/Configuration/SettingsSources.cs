namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Where to look for settings.</summary>
internal sealed record SettingsSources
{
    public CommandLineSettings CommandLine { get; init; } = new();

    /// <summary>What the names of environment variables begin with.</summary>
    public string EnvironmentPrefix { get; init; } = "MIAPROBE__";

    /// <summary>The file named by <c>--config</c>.</summary>
    public string? ConfigFile { get; init; }

    public required string CurrentDirectory { get; init; }

    public required string ProgramDirectory { get; init; }

    public IReadOnlyList<SettingDefinition> Definitions { get; init; } = SettingCatalog.All;

    /// <summary>Those of this process.</summary>
    public static SettingsSources OfProcess(CommandLineSettings commandLine, string? configFile) => new()
    {
        CommandLine = commandLine,
        ConfigFile = configFile,
        CurrentDirectory = Environment.CurrentDirectory,
        ProgramDirectory = AppContext.BaseDirectory,
    };
}

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Where to look for settings.</summary>
internal sealed record SettingsSources
{
    public CommandLineSettings CommandLine { get; init; } = new();

    /// <summary>What the names of environment variables begin with.</summary>
    public string EnvironmentPrefix { get; init; } = "MIAPROBE__";

    /// <summary>The file named by <c>--config</c>.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>What a relative <see cref="ConfigFile"/> is relative to. No file in it is read unless it is named.</summary>
    public required string CurrentDirectory { get; init; }

    public required string ProgramDirectory { get; init; }

    /// <summary>The user's own file of settings, which need not be there; null where the system names no place for it.</summary>
    public string? UserFile { get; init; }

    public IReadOnlyList<SettingDefinition> Definitions { get; init; } = SettingCatalog.All;

    /// <summary>Those of this process.</summary>
    public static SettingsSources OfProcess(CommandLineSettings commandLine, string? configFile) => new()
    {
        CommandLine = commandLine,
        ConfigFile = configFile,
        CurrentDirectory = Environment.CurrentDirectory,
        ProgramDirectory = AppContext.BaseDirectory,
        UserFile = UserFileIn(
            Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } config && !OperatingSystem.IsWindows()
                ? config
                : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify)),
    };

    /// <param name="folder"><c>$XDG_CONFIG_HOME</c> or <c>%APPDATA%</c>. A relative one would put the file into the folder that one stands in.</param>
    internal static string? UserFileIn(string folder) => Path.IsPathFullyQualified(folder) ? Path.Combine(folder, "mia-probe", SettingsLayers.FileName) : null;
}

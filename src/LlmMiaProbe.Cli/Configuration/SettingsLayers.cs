using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>The layers found, strongest first, and the files behind them.</summary>
/// <param name="StrongestFirst">Command line, environment, then the files.</param>
/// <param name="ConfigFilePath">The file of <c>--config</c>, or null.</param>
/// <param name="UserFilePath">The user's own file, or null if there is none.</param>
/// <param name="ProgramFilePath">The file beside the program, or null if there is none.</param>
internal sealed record SettingsLayers(IReadOnlyList<SettingLayer> StrongestFirst, string? ConfigFilePath, string? UserFilePath, string? ProgramFilePath)
{
    public const string FileName = "appsettings.json";

    /// <summary>Opens every layer; what cannot be read goes to <paramref name="errors"/> and is left out.</summary>
    public static SettingsLayers Open(SettingsSources sources, List<string> errors)
    {
        var layers = new List<SettingLayer?>();
        var options = sources.Definitions.ToDictionary(
            definition => definition.Key, definition => definition.Option ?? definition.Key, StringComparer.OrdinalIgnoreCase);
        layers.Add(new SettingLayer(OriginKind.CommandLine, sources.CommandLine.ToSource(), key => OptionOf(key, options)));
        layers.Add(new SettingLayer(
            OriginKind.Environment,
            new EnvironmentVariablesConfigurationSource { Prefix = sources.EnvironmentPrefix },
            key => sources.EnvironmentPrefix + key.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal)));

        var configFile = OpenConfigFile(sources, errors);
        layers.Add(configFile?.ToLayer(OriginKind.ConfigFile, errors));
        var userFile = OpenIfThere(sources.UserFile, sources, errors);
        layers.Add(userFile?.ToLayer(OriginKind.UserFile, errors));
        var programFile = OpenIfThere(Path.Combine(sources.ProgramDirectory, FileName), sources, errors);
        layers.Add(programFile?.ToLayer(OriginKind.ProgramFile, errors));
        return new SettingsLayers([.. layers.OfType<SettingLayer>()], configFile?.Path, userFile?.Path, programFile?.Path);
    }

    private static string OptionOf(string key, Dictionary<string, string> options) =>
        options.GetValueOrDefault(key) ?? options.GetValueOrDefault(ConfigurationPath.GetParentPath(key) ?? key, key);

    private static SettingsFile? OpenConfigFile(SettingsSources sources, List<string> errors)
    {
        if (sources.ConfigFile is not { } path)
        {
            return null;
        }

        if (File.Exists(Path.GetFullPath(path, sources.CurrentDirectory)))
        {
            return SettingsFile.Read(path, sources.CurrentDirectory, errors);
        }

        errors.Add($"option --config: '{path}' does not exist; name a JSON file of settings");
        return null;
    }

    private static SettingsFile? OpenIfThere(string? path, SettingsSources sources, List<string> errors) =>
        File.Exists(path) ? SettingsFile.Read(path, sources.CurrentDirectory, errors) : null;
}

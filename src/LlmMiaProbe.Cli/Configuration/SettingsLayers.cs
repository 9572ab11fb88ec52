using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>The layers found, strongest first, and the files behind them.</summary>
internal sealed record SettingsLayers(IReadOnlyList<SettingLayer> StrongestFirst, string? AppSettingsPath, string? ConfigFilePath)
{
    private const string AppSettingsName = "appsettings.json";

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
        var appSettings = FindAppSettings(sources, errors);
        layers.Add(appSettings?.ToLayer(OriginKind.AppSettings, errors));
        return new SettingsLayers([.. layers.OfType<SettingLayer>()], appSettings?.Path, configFile?.Path);
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

    /// <summary>
    /// The one in the current directory if it is written for this program (another program's file may lie there), else the one
    /// beside the program. One that is not JSON could be either, so it is an error rather than silently passed over.
    /// </summary>
    private static SettingsFile? FindAppSettings(SettingsSources sources, List<string> errors)
    {
        var sections = sources.Definitions.Select(definition => definition.Section).Distinct();
        if (File.Exists(Path.Combine(sources.CurrentDirectory, AppSettingsName)))
        {
            var here = SettingsFile.Read(AppSettingsName, sources.CurrentDirectory, errors);
            if (here is null || here.HasAnySection(sections))
            {
                return here;
            }
        }

        var besideProgram = Path.Combine(sources.ProgramDirectory, AppSettingsName);
        return File.Exists(besideProgram) ? SettingsFile.Read(besideProgram, sources.CurrentDirectory, errors) : null;
    }
}

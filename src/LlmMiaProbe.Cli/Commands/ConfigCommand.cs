using System.CommandLine;
using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>config show</c>: each setting with its value and origin.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandContext context)
    {
        var show = new Command("show", "Print every setting, its value and where the value came from.");
        SettingOptions.AddTo(show, [.. SettingCatalog.All.Where(setting => setting.Option is not null).Select(setting => setting.Key)]);
        show.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var output = context.Terminal.Output;
            if (settings.Output.Format == OutputFormat.Json)
            {
                output.WriteLine(Json(settings).ToJsonString(RunResultJson.Indented));
                return ExitCodes.Done;
            }

            var table = new TextTable(false, false, false);
            table.Add("setting", "value", "origin");
            foreach (var setting in settings.Effective)
            {
                table.Add(setting.Key, setting.Shown, OriginOf(setting, settings));
            }

            table.Write(output);
            output.WriteLine();
            output.WriteLine($"appsettings.json  {Shown(settings.AppSettingsPath)}");
            output.WriteLine($"--config          {Shown(settings.ConfigFilePath)}");
            return ExitCodes.Done;
        });
        return new Command("config", "Show the effective configuration.") { show };
    }

    private static JsonObject Json(ProbeSettings settings) => new()
    {
        ["settings"] = new JsonArray([.. settings.Effective.Select(setting => new JsonObject
        {
            ["setting"] = setting.Key,
            ["value"] = setting.Value,
            ["origin"] = OriginOf(setting, settings),
            ["meaning"] = setting.Meaning,
        })]),
        ["appsettings"] = settings.AppSettingsPath,
        ["config"] = settings.ConfigFilePath,
    };

    // The file beside the program is named in full once, below the table.
    private static string OriginOf(EffectiveSetting setting, ProbeSettings settings) => settings.AppSettingsPath is { } path
        ? setting.Origin.ToString().Replace(path, Path.GetFileName(path), StringComparison.Ordinal)
        : setting.Origin.ToString();

    private static string Shown(string? path) => path is null ? "none" : RelativePaths.In(path);
}

using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;

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

    // The file beside the program is named in full once, below the table.
    private static string OriginOf(EffectiveSetting setting, ProbeSettings settings) => settings.AppSettingsPath is { } path
        ? setting.Origin.ToString().Replace(path, Path.GetFileName(path), StringComparison.Ordinal)
        : setting.Origin.ToString();

    private static string Shown(string? path) => path is null ? "none" : RelativePaths.In(path);
}

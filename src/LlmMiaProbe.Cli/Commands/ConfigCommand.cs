using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;

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
            var key = settings.Effective.Max(setting => setting.Key.Length);
            var value = settings.Effective.Max(setting => setting.Shown.Length);
            foreach (var setting in settings.Effective)
            {
                output.WriteLine($"{setting.Key.PadRight(key)}  {setting.Shown.PadRight(value)}  {setting.Origin}");
            }

            output.WriteLine();
            output.WriteLine($"appsettings.json: {settings.AppSettingsPath ?? "none"}");
            output.WriteLine($"--config: {settings.ConfigFilePath ?? "none"}");
            return ExitCodes.Done;
        });
        return new Command("config", "Show the effective configuration.") { show };
    }
}

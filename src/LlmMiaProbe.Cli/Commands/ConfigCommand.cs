using System.CommandLine;
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
        var show = new DetailedCommand(
            "show",
            "Print every setting, its value and where the value came from.",
            """
            Examples:
              mia-probe config show
              mia-probe config show --config project.json --output json
            """);
        SettingOptions.AddTo(show, [.. SettingGroup.All]);
        show.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var output = context.Terminal.Output;
            if (settings.Output.Format == OutputFormat.Json)
            {
                output.WriteLine(OutputText.Of(Output(settings)));
                return ExitCodes.Done;
            }

            var table = Tables.Of(false, false, false);
            table.Add("setting", "value", "origin");
            foreach (var setting in settings.Effective)
            {
                table.Add(setting.Key, setting.Shown, ShownOriginOf(setting, settings));
            }

            table.Write(output);
            output.WriteLine();
            output.WriteLine($"--config        {settings.ConfigFilePath ?? "none"}");
            output.WriteLine(
                "your own file   "
                + (settings.UserFilePath
                    ?? (context.Places.UserFile is { } place ? $"none ({place} is not there)" : "none (the system names no folder for it)")));
            output.WriteLine($"program's file  {settings.ProgramFilePath ?? "none"}");
            WarnOfPassedOver(context, settings);
            return ExitCodes.Done;
        });
        return new Command("config", "Show the effective configuration.") { show };
    }

    private static ConfigOutput Output(ProbeSettings settings) => new(
        [.. settings.Effective.Select(setting => new SettingOutput(setting.Key, setting.Value, setting.Origin.ToString(), setting.Meaning))],
        settings.ProgramFilePath,
        settings.UserFilePath,
        settings.ConfigFilePath);

    // The two files without a name of their own are named in full once, below the table.
    private static string ShownOriginOf(EffectiveSetting setting, ProbeSettings settings) => setting.Origin.Kind switch
    {
        OriginKind.UserFile => "your own file" + LineOf(setting.Origin, settings.UserFilePath),
        OriginKind.ProgramFile => "program's file" + LineOf(setting.Origin, settings.ProgramFilePath),
        _ => setting.Origin.ToString(),
    };

    private static string LineOf(SettingOrigin origin, string? path) =>
        path is not null && origin.Place.LastIndexOf(':') is var colon and > 0 ? origin.Place[colon..] : "";

    // A file that an earlier version would have read: say so, because its settings are not in force.
    private static void WarnOfPassedOver(CommandContext context, ProbeSettings settings)
    {
        var here = Path.Combine(context.Places.CurrentDirectory, SettingsLayers.FileName);
        if (File.Exists(here) && here != settings.ProgramFilePath && here != settings.UserFilePath && here != settings.ConfigFilePath)
        {
            context.Terminal.WriteNote(
                $"{SettingsLayers.FileName} in the current folder is not read, because a folder that somebody sent must not choose models or keys: "
                + "name it with --config to use it.");
        }
    }
}

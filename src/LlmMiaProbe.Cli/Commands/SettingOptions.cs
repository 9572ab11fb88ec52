using System.CommandLine;
using System.CommandLine.Parsing;
using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>Command-line options made from the declarations of settings, so that each is described once.</summary>
internal static class SettingOptions
{
    public static Option<string?> ConfigFile { get; } = new("--config")
    {
        Description = "JSON file of settings; options and environment variables are stronger",
        HelpName = "file",
        Recursive = true,
    };

    private static readonly Dictionary<string, SettingDefinition> s_settings = SettingCatalog.All.ToDictionary(setting => setting.Key);

    /// <summary>How the option is written, such as <c>--store</c>.</summary>
    public static string NameOf(string key) => s_settings[key].Option ?? "";

    /// <summary>Whether the option was typed.</summary>
    public static bool IsTyped(ParseResult parsed, string key) => Typed(parsed).Any(typed => typed.Setting.Key == key);

    /// <summary>The setting that an option gives; null if it gives none.</summary>
    public static SettingDefinition? SettingOf(Option option) => (option as ISettingOption)?.Setting;

    /// <summary>What an option expects, in words that follow "expected".</summary>
    public static string Expected(Option option) =>
        SettingCatalog.All.FirstOrDefault(setting => setting.Option == option.Name) switch
        {
            { Type: SettingType.Text or SettingType.TextList } setting => $"a {setting.Placeholder}",
            { } setting => setting.Allowed,
            null => $"a {option.HelpName}",
        };

    public static void AddTo(Command command, params ReadOnlySpan<SettingGroup> groups)
    {
        foreach (var group in groups)
        {
            foreach (var setting in group.Settings)
            {
                // Of its own: an option that commands share remembers every one of them, and adding it takes longer each time.
                command.Options.Add(Create(setting));
            }
        }
    }

    /// <summary>Exactly the settings that were typed.</summary>
    public static CommandLineSettings Collect(ParseResult parsed)
    {
        var given = new CommandLineSettings();
        foreach (var (setting, result) in Typed(parsed))
        {
            var texts = result.Tokens.Select(token => token.Value).ToArray();
            if (setting.Type == SettingType.TextList)
            {
                given.Set(setting.Key, texts);
            }
            else
            {
                given.Set(setting.Key, setting.Type == SettingType.Switch ? SwitchText(setting, texts) : texts[^1]);
            }
        }

        return given;
    }

    private static IEnumerable<(SettingDefinition Setting, OptionResult Result)> Typed(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(result => result is { Implicit: false, Option: ISettingOption })
            .Select(result => (((ISettingOption)result.Option).Setting, result));

    // "--no-text false" takes back what --no-text means.
    private static string SwitchText(SettingDefinition definition, string[] texts) =>
        texts is [.., var last] && bool.TryParse(last, out var on) && !on
            ? definition.OptionText == "true" ? "false" : "true"
            : definition.OptionText;

    private static Option Create(SettingDefinition setting)
    {
        var name = setting.Option ?? "";
        var description = Describe(setting);
        return setting.Type switch
        {
            SettingType.Switch => new SettingOption<bool>(name, setting) { Description = description, Arity = ArgumentArity.ZeroOrOne },
            SettingType.TextList => new SettingOption<string[]>(name, setting)
            {
                Description = description,
                HelpName = setting.Placeholder,
                AllowMultipleArgumentsPerToken = !setting.TakesOneElement,
            },
            _ => Completed(new SettingOption<string>(name, setting) { Description = description, HelpName = HelpName(setting) }),
        };
    }

    private static SettingOption<string> Completed(SettingOption<string> option)
    {
        if (option.Setting.Type == SettingType.Choice)
        {
            option.CompletionSources.Add([.. option.Setting.Choices]);
        }

        return option;
    }

    private static string HelpName(SettingDefinition setting) => setting.Type switch
    {
        SettingType.Choice => string.Join('|', setting.Choices),
        SettingType.Integer or SettingType.Number => "number",
        _ => setting.Placeholder,
    };

    private static string Describe(SettingDefinition setting) => setting switch
    {
        { Type: SettingType.Switch, OptionText: "true" } => setting.Meaning,
        { Type: SettingType.Switch } => $"do not {setting.Meaning}",
        { Default: null, HasUnsetMeaning: false } => setting.Meaning,
        _ => $"{setting.Meaning} [default: {setting.Default ?? setting.Unset}]",
    };

    private interface ISettingOption
    {
        SettingDefinition Setting { get; }
    }

    private sealed class SettingOption<T>(string name, SettingDefinition setting) : Option<T>(name), ISettingOption
    {
        public SettingDefinition Setting => setting;
    }
}

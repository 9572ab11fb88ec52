using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>Command-line options made from the catalog of settings, so that each is described once.</summary>
internal static class SettingOptions
{
    public static Option<string?> ConfigFile { get; } = new("--config")
    {
        Description = "JSON file of settings; options and environment variables are stronger",
        HelpName = "file",
        Recursive = true,
    };

    private static readonly Dictionary<string, Option> s_options = SettingCatalog.All
        .Where(setting => setting.Option is not null)
        .ToDictionary(setting => setting.Key, Create);

    public static Option Of(string key) => s_options[key];

    /// <summary>What an option expects, in words that follow "expected".</summary>
    public static string Expected(Option option) =>
        SettingCatalog.All.FirstOrDefault(setting => setting.Option == option.Name) switch
        {
            { Type: SettingType.Text or SettingType.TextList } setting => $"a {setting.Placeholder}",
            { } setting => setting.Allowed,
            null => $"a {option.HelpName}",
        };

    public static void AddTo(Command command, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            command.Options.Add(Of(key));
        }
    }

    /// <summary>Exactly the settings that were typed.</summary>
    public static CommandLineSettings Collect(ParseResult parsed)
    {
        var given = new CommandLineSettings();
        foreach (var (key, option) in s_options)
        {
            if (parsed.GetResult(option) is not { Implicit: false } result)
            {
                continue;
            }

            var definition = SettingCatalog.All.First(setting => setting.Key == key);
            var texts = result.Tokens.Select(token => token.Value).ToArray();
            if (definition.Type == SettingType.TextList)
            {
                given.Set(key, texts);
            }
            else
            {
                given.Set(key, definition.Type == SettingType.Switch ? SwitchText(definition, texts) : texts[^1]);
            }
        }

        return given;
    }

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
            SettingType.Switch => new Option<bool>(name) { Description = description, Arity = ArgumentArity.ZeroOrOne },
            SettingType.TextList => new Option<string[]>(name) { Description = description, HelpName = setting.Placeholder, AllowMultipleArgumentsPerToken = !setting.TakesOneElement },
            _ => new Option<string>(name) { Description = description, HelpName = HelpName(setting) },
        };
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
}

using System.Text.RegularExpressions;
using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>Commands that are printed for the user to run. They work as they stand in the folder where they were printed.</summary>
internal static partial class ShellText
{
    private static readonly string s_store = SettingKey.Of<StoreSection>(nameof(StoreSection.Path));
    private static readonly string s_allowHttp = SettingKey.Of<EndpointSection>(nameof(EndpointSection.AllowHttp));
    private static readonly string s_nativeDirectory = SettingKey.Of<LlamaSection>(nameof(LlamaSection.NativeDirectory));

    public static string Resume(ProbeSettings settings, long run) =>
        $"mia-probe resume {run}{StoreOf(settings)}{OptionOf(settings, s_nativeDirectory)}{HttpOf(settings)}";

    public static string Export(ProbeSettings settings, long run) =>
        $"mia-probe runs export {run} --format jsonl{OptionOf(settings, s_store)}";

    public static string Report(ProbeSettings settings, long run) =>
        $"mia-probe report {run} --open{OptionOf(settings, s_store)}";

    public static string Bundle(ProbeSettings settings, long run) =>
        $"mia-probe export {run} --evidence -o evidence-{run}{OptionOf(settings, s_store)}";

    /// <summary>The text as one word of a shell.</summary>
    public static string Quote(string text)
    {
        if (text.Length > 0 && !NeedsQuotes().IsMatch(text))
        {
            return text;
        }

        return OperatingSystem.IsWindows() ? $"\"{text}\"" : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    // A run that asks an endpoint goes on only from a store that is named.
    private static string StoreOf(ProbeSettings settings) =>
        settings.Endpoint.Url is null
            ? OptionOf(settings, s_store)
            : $" {SettingOptions.NameOf(s_store)} {Quote(settings.StorePath)}";

    // The store does not say by itself that texts and key may go out without encryption.
    private static string HttpOf(ProbeSettings settings) => settings.Endpoint.AllowHttp
        && settings.OriginOf(s_allowHttp).Kind == OriginKind.CommandLine ? $" {SettingOptions.NameOf(s_allowHttp)}" : "";

    // A default and what stands in the user's and the program's file are found again without being told; the rest may be gone by then.
    private static string OptionOf(ProbeSettings settings, string key)
    {
        var setting = settings.Effective.First(setting => setting.Key == key);
        return setting is { Value: { } value, Origin.Kind: not (OriginKind.Default or OriginKind.ProgramFile or OriginKind.UserFile) }
            ? $" {SettingOptions.NameOf(key)} {Quote(value)}"
            : "";
    }

    [GeneratedRegex(@"[^\w./:=@%+,\\-]")]
    private static partial Regex NeedsQuotes();
}

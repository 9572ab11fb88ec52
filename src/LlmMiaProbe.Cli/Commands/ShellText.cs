using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>Commands that are printed for the user to run. They work as they stand in the folder where they were printed.</summary>
internal static class ShellText
{
    private static readonly string s_store = SettingKey.Of<StoreSection>(nameof(StoreSection.Path));
    private static readonly string s_url = SettingKey.Of<EndpointSection>(nameof(EndpointSection.Url));
    private static readonly string s_keyVariable = SettingKey.Of<EndpointSection>(nameof(EndpointSection.ApiKeyVariable));
    private static readonly string s_keyFile = SettingKey.Of<EndpointSection>(nameof(EndpointSection.ApiKeyFile));
    private static readonly string s_signIn = SettingKey.Of<EndpointSection>(nameof(EndpointSection.AzureSignIn));
    private static readonly string s_allowHttp = SettingKey.Of<EndpointSection>(nameof(EndpointSection.AllowHttp));
    private static readonly string s_nativeDirectory = SettingKey.Of<LlamaSection>(nameof(LlamaSection.NativeDirectory));

    // What a store must not say by itself.
    private static readonly string[] s_endpoint = [s_url, s_keyVariable, s_keyFile, s_signIn, s_allowHttp];
    private static readonly string[] s_flags = [s_signIn, s_allowHttp];

    public static string Resume(ProbeSettings settings, long run) =>
        $"mia-probe resume {run}{OptionOf(settings, s_store)}{OptionOf(settings, s_nativeDirectory)}"
        + string.Concat(s_endpoint.Select(key => OptionOf(settings, key)));

    /// <summary>With the endpoint that the run was begun with, which a user has to say again.</summary>
    public static string Resume(ProbeSettings settings, long run, EndpointSettings endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var key = endpoint.KeyVariable is { } variable ? $" {SettingOptions.NameOf(s_keyVariable)} {Quote(variable)}"
            : endpoint.KeyFile is { } file ? $" {SettingOptions.NameOf(s_keyFile)} {Quote(file)}"
            : endpoint.SignsIn ? $" {SettingOptions.NameOf(s_signIn)}"
            : "";
        return $"mia-probe resume {run}{OptionOf(settings, s_store)}{OptionOf(settings, s_nativeDirectory)} {SettingOptions.NameOf(s_url)} "
            + $"{Quote(string.Join(',', endpoint.Urls))}{key}{OptionOf(settings, s_allowHttp)}";
    }

    public static string Report(ProbeSettings settings, long run) =>
        $"mia-probe report {run} --open{OptionOf(settings, s_store)}";

    public static string Bundle(ProbeSettings settings, long run) =>
        $"mia-probe export {run} --evidence -o evidence-{run}{OptionOf(settings, s_store)}";

    /// <summary>The text as one word of a shell.</summary>
    public static string Quote(string text) => !OperatingSystem.IsWindows() ? ShellWord.Quote(text)
        : text.Length > 0 && text.All(character => ShellWord.IsBare(character) || character == '\\') ? text
        : $"\"{text}\"";

    // A default and what stands in the user's and the program's file are found again without being told; the rest may be gone by then.
    private static string OptionOf(ProbeSettings settings, string key)
    {
        var setting = settings.Effective.First(setting => setting.Key == key);
        return setting is not { Value: { } value, Origin.Kind: not (OriginKind.Default or OriginKind.ProgramFile or OriginKind.UserFile) } ? ""
            : !s_flags.Contains(key) ? $" {SettingOptions.NameOf(key)} {Quote(value)}"
            : value.Equals("true", StringComparison.OrdinalIgnoreCase) ? $" {SettingOptions.NameOf(key)}"
            : "";
    }
}

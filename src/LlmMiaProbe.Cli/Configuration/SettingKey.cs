using Microsoft.Extensions.Configuration;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Keys as <c>Section:Name</c>.</summary>
internal static class SettingKey
{
    private const string Suffix = "Section";

    /// <param name="name">A property of the section.</param>
    public static string Of<TSection>(string name) => Of(typeof(TSection), name);

    public static string Of(Type section, string name) => ConfigurationPath.Combine(section.Name[..^Suffix.Length], name);
}

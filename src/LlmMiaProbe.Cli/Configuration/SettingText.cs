using System.Globalization;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Reads the text of a setting as its type.</summary>
internal static class SettingText
{
    /// <summary>The value (string, int, double or bool), or null if the text is not allowed.</summary>
    public static object? Parse(SettingDefinition definition, string text)
    {
        var trimmed = text.Trim();
        return definition.Type switch
        {
            SettingType.Integer => int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                && InRange(definition, whole) ? whole : null,
            SettingType.Number => double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && InRange(definition, number) ? number : null,
            SettingType.Switch => bool.TryParse(trimmed, out var isOn) ? isOn : null,
            SettingType.Choice => definition.Choices.FirstOrDefault(
                choice => string.Equals(choice, trimmed, StringComparison.OrdinalIgnoreCase)),
            _ => text,
        };
    }

    /// <summary>The one way to write a value.</summary>
    public static string Write(object value) => value switch
    {
        bool isOn => isOn ? "true" : "false",
        IReadOnlyList<string> elements => string.Join(", ", elements),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static bool InRange(SettingDefinition definition, double value) => value >= definition.Minimum && value <= definition.Maximum;
}

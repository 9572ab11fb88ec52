using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Refuses keys that mean nothing, and values where a section is expected or the other way round.</summary>
internal sealed class KeyCheck(IReadOnlyList<SettingDefinition> definitions)
{
    private readonly string[] _sections = [.. definitions.Select(definition => definition.Section).Distinct()];

    /// <summary>One message for each setting of the layer that cannot be what was meant.</summary>
    public IEnumerable<string> Check(SettingLayer layer) =>
        layer.Keys.Select(key => (Key: key, Message: Check(layer, key)))
            .Where(found => found.Message is not null)
            .DistinctBy(found => found.Message)
            .Select(found => $"{layer.OriginOf(found.Key)}: {found.Message}");

    private string? Check(SettingLayer layer, string key)
    {
        if (definitions.FirstOrDefault(definition => Same(definition.Key, key)) is { } known)
        {
            return known.Type == SettingType.TextList && layer.TextOf(key) is not null && layer.Find(known)?.Elements.Count > 0
                ? $"{known.Key} is given both as one text and as single elements; keep one"
                : null;
        }

        if (_sections.FirstOrDefault(section => Same(section, key)) is { } section)
        {
            return string.IsNullOrWhiteSpace(layer.TextOf(key))
                ? null
                : $"{section} is a section, not a value; its settings are {NamesIn(section)}";
        }

        if (definitions.FirstOrDefault(definition => IsBelow(key, definition.Key)) is { } parent)
        {
            return parent.Type == SettingType.TextList && IsElement(key[(parent.Key.Length + 1)..])
                ? null
                : $"{parent.Key} holds more than one value; expected {parent.Allowed}";
        }

        return Unknown(string.Join(ConfigurationPath.KeyDelimiter, key.Split(ConfigurationPath.KeyDelimiter).Take(2)));
    }

    private string Unknown(string key)
    {
        var name = ConfigurationPath.GetSectionKey(key);
        var meant = NearestName.Find(key, definitions.Select(definition => definition.Key))
            ?? definitions.FirstOrDefault(definition => Same(definition.Name, name))?.Key;
        if (meant is not null)
        {
            return $"unknown setting '{key}'; did you mean '{meant}'?";
        }

        var section = _sections.FirstOrDefault(section => IsBelow(key, section));
        return section is null
            ? $"unknown setting '{key}'; the sections are {string.Join(", ", _sections)}"
            : $"unknown setting '{key}'; the settings of {section} are {NamesIn(section)}";
    }

    private string NamesIn(string section) =>
        string.Join(", ", definitions.Where(definition => definition.Section == section).Select(definition => definition.Name));

    private static bool Same(string first, string second) => string.Equals(first, second, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string key, string parent) =>
        key.StartsWith(parent + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase);

    private static bool IsElement(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

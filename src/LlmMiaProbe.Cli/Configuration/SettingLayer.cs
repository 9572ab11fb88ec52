using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>One place that settings come from.</summary>
internal sealed class SettingLayer
{
    private readonly OriginKind _kind;
    private readonly IConfigurationProvider _provider;
    private readonly Func<string, string> _place;

    /// <param name="kind">Which layer it is.</param>
    /// <param name="source">What is read, once.</param>
    /// <param name="place">Where a key stands, for people.</param>
    public SettingLayer(OriginKind kind, IConfigurationSource source, Func<string, string> place)
    {
        (_kind, _place) = (kind, place);
        _provider = source.Build(new ConfigurationBuilder());
        using var root = new ConfigurationRoot([_provider]);
        Keys = [.. root.AsEnumerable().Select(pair => pair.Key).Where(key => _provider.TryGet(key, out _)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Every key that has a value here, known or not.</summary>
    public IReadOnlyList<string> Keys { get; }

    public SettingOrigin OriginOf(string key) => new(_kind, _place(key));

    public string? TextOf(string key) => _provider.TryGet(key, out var text) ? text : null;

    /// <summary>What this layer says of a setting, or null if it says nothing.</summary>
    public HeldSetting? Find(SettingDefinition definition)
    {
        if (definition.Type == SettingType.TextList && ElementKeys(definition.Key) is { Count: > 0 } keys)
        {
            return new HeldSetting(keys[0], null, [.. keys.Select(TextOf).OfType<string>()]);
        }

        return _provider.TryGet(definition.Key, out var text) ? new HeldSetting(definition.Key, text, []) : null;
    }

    private List<string> ElementKeys(string key) =>
        [.. _provider.GetChildKeys([], key).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Order(Comparer<string>.Create(ConfigurationKeyComparer.Instance.Compare))
            .Select(name => ConfigurationPath.Combine(key, name))];
}

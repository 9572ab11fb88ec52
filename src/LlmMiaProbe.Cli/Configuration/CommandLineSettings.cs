using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>The settings given as options: exactly those that were typed, nothing that was left at a default.</summary>
internal sealed class CommandLineSettings
{
    private readonly Dictionary<string, string?> _texts = new(StringComparer.OrdinalIgnoreCase);

    public CommandLineSettings Set(string key, string text)
    {
        _texts[key] = text;
        return this;
    }

    /// <summary>Sets a list: one element for each time that its option was given.</summary>
    public CommandLineSettings Set(string key, IReadOnlyList<string> elements)
    {
        for (var i = 0; i < elements.Count; i++)
        {
            _texts[ConfigurationPath.Combine(key, i.ToString(CultureInfo.InvariantCulture))] = elements[i];
        }

        return this;
    }

    public MemoryConfigurationSource ToSource() => new() { InitialData = _texts };
}

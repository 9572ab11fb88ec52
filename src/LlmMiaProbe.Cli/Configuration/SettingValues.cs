namespace LlmMiaProbe.Cli.Configuration;

/// <summary>The values of all settings, by key. Asking for a key that is not defined, or as another type, is a bug.</summary>
internal sealed class SettingValues(IReadOnlyDictionary<string, object?> values)
{
    public string? OptionalText(string key) => (string?)values[key];

    public string Text(string key) => Required<string>(key);

    public int? OptionalInteger(string key) => (int?)values[key];

    public int Integer(string key) => Required<int>(key);

    public double? OptionalNumber(string key) => (double?)values[key];

    public double Number(string key) => Required<double>(key);

    public bool Switch(string key) => Required<bool>(key);

    public IReadOnlyList<string> List(string key) => Required<IReadOnlyList<string>>(key);

    public T Choice<T>(string key)
        where T : struct, Enum => Enum.Parse<T>(Text(key).Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private T Required<T>(string key) =>
        values[key] is T value ? value : throw new InvalidOperationException($"The setting {key} has no value of type {typeof(T).Name}.");
}

using System.Diagnostics.CodeAnalysis;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>The key/value part of a header, in file order. A typed look-up that finds another type throws, as the native loader would refuse it.</summary>
public sealed class GgufMetadata
{
    private readonly string _file;
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, (long Start, long End)> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GgufValue> _values = new(StringComparer.Ordinal);

    internal GgufMetadata(string file) => _file = file;

    public IReadOnlyList<string> Keys => _keys;

    /// <summary>Where a key with its value lies in the file, bytes.</summary>
    internal IReadOnlyDictionary<string, (long Start, long End)> Places => _places;

    internal void Add(string key, GgufValue value, long start, long end)
    {
        if (!_values.TryAdd(key, value))
        {
            throw new ModelException($"{_file} is damaged: the key '{Quoted.Of(key)}' occurs twice in its header: copy or download it again");
        }

        _keys.Add(key);
        _places.Add(key, (start, end));
    }

    public bool Contains(string key) => _values.ContainsKey(key);

    public bool TryGet(string key, [NotNullWhen(true)] out GgufValue? value) => _values.TryGetValue(key, out value);

    /// <summary>Null when the key is absent.</summary>
    /// <exception cref="ModelException">The value is not a text.</exception>
    public string? Text(string key) => (string?)Content(key, GgufValueType.Text);

    /// <summary>Null when the key is absent.</summary>
    /// <exception cref="ModelException">The value is not an unsigned 32-bit integer.</exception>
    public uint? UInt32(string key) => (uint?)(ulong?)Content(key, GgufValueType.UInt32);

    /// <summary>Null when the key is absent.</summary>
    /// <exception cref="ModelException">The value is not an unsigned 16-bit integer.</exception>
    public ushort? UInt16(string key) => (ushort?)(ulong?)Content(key, GgufValueType.UInt16);

    /// <summary>Null when the key is absent.</summary>
    /// <exception cref="ModelException">The value is not a signed 32-bit integer.</exception>
    public int? Int32(string key) => (int?)(long?)Content(key, GgufValueType.Int32);

    /// <summary>Null when the key is absent.</summary>
    /// <exception cref="ModelException">The value is not a 32-bit floating-point number.</exception>
    public double? Float32(string key) => (double?)Content(key, GgufValueType.Float32);

    /// <summary>Null when the key is absent.</summary>
    /// <exception cref="ModelException">The value is not a truth value.</exception>
    public bool? Bool(string key) => (bool?)Content(key, GgufValueType.Bool);

    /// <summary>Null when the key is absent.</summary>
    /// <exception cref="ModelException">The value is not an array.</exception>
    public GgufArray? Array(string key) => (GgufArray?)Content(key, GgufValueType.Array);

    private object? Content(string key, GgufValueType type)
    {
        if (!_values.TryGetValue(key, out GgufValue? value))
        {
            return null;
        }

        return value.Type == type
            ? value.Content
            : throw new ModelException(
                $"{_file} has a {value.Type.Name()} under the key '{key}' where a {type.Name()} is expected: "
                + "convert the model again with llama.cpp's own tools");
    }
}

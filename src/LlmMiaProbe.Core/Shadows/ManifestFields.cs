using System.Text.Json;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Shadows;

/// <summary>The fields of an object in a manifest, each of a known name and type.</summary>
internal sealed class ManifestFields
{
    private readonly string _where;
    private readonly JsonElement _fields;

    /// <param name="file">The manifest.</param>
    /// <param name="entry">Where in it, such as <c>entry 2</c>; empty for the whole.</param>
    /// <param name="fields">The object.</param>
    /// <param name="known">All names that it may use.</param>
    /// <exception cref="ConfigurationException">It is no object, or has a field of another name.</exception>
    public ManifestFields(string file, string entry, JsonElement fields, params string[] known)
    {
        (_where, _fields) = (entry.Length == 0 ? $"--shadows: {file}" : $"--shadows: {file}: {entry}", fields);
        if (fields.ValueKind != JsonValueKind.Object)
        {
            throw Wrong($"is not an object; expected one with {string.Join(", ", known)}");
        }

        if (fields.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw Wrong($"has a field {Quotation.Of(unknown)}; expected {string.Join(", ", known)}");
        }
    }

    public bool Has(string name) => _fields.TryGetProperty(name, out _);

    /// <exception cref="ConfigurationException">There is no text of this name.</exception>
    public string Text(
        string name) => _fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
        ? text
        : throw Wrong($"has no text {name}");

    /// <exception cref="ConfigurationException">There is no array of this name.</exception>
    public IEnumerable<JsonElement> Array(string name) => _fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray()
        : throw Wrong($"has no list {name}");

    /// <param name="what">What is wrong, in words that follow the place.</param>
    public ConfigurationException Wrong(string what) => new($"{_where} {what}.");
}

using System.Text.Json;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>A JSON object of which every key is asked for, each with the kind that it has to be of.</summary>
internal sealed class StrictObject
{
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false };

    private readonly JsonElement _element;
    private readonly string _place;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <exception cref="BundleException">It is no object.</exception>
    public StrictObject(JsonElement element, string place)
    {
        (_element, _place) = (element, place);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new BundleException($"{place} is not a JSON object");
        }
    }

    /// <param name="json">One JSON value.</param>
    /// <param name="place">For people, such as <c>scores.jsonl:3</c>.</param>
    /// <exception cref="BundleException">It is not JSON, or has a key twice.</exception>
    public static JsonDocument Parse(string json, string place)
    {
        try
        {
            return JsonDocument.Parse(json, s_options);
        }
        catch (JsonException error)
        {
            throw new BundleException($"{place} is not sound JSON: {error.Message.TrimEnd('.')}");
        }
    }

    public bool Has(string name) => _element.TryGetProperty(name, out _);

    public string Text(string name) => TextOrNull(name) ?? throw Wrong(name, "text");

    public string? TextOrNull(string name)
    {
        var value = Value(name);
        try
        {
            return value.ValueKind == JsonValueKind.Null ? null : value.ValueKind == JsonValueKind.String ? value.GetString()
                : throw Wrong(name, "text or null");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, "text without half a surrogate pair");
        }
    }

    /// <summary>In base64.</summary>
    public byte[] Bytes(string name)
    {
        try
        {
            return Convert.FromBase64String(Text(name));
        }
        catch (FormatException)
        {
            throw Wrong(name, "base64");
        }
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Digest(string name) => DigestOrNull(name) ?? throw Wrong(name, "64 hexadecimal digits");

    public string? DigestOrNull(string name) =>
        TextOrNull(name) is not { } text ? null
            : text.Length == 64 && text.All(digit => char.IsAsciiDigit(digit) || digit is >= 'a' and <= 'f') ? text
            : throw Wrong(name, "64 lower-case hexadecimal digits");

    public int Whole(string name, int minimum = int.MinValue) => WholeOrNull(name, minimum) ?? throw Wrong(name, "a whole number");

    public int? WholeOrNull(string name, int minimum = int.MinValue)
    {
        var value = Value(name);
        return value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum ? number
            : throw Wrong(name, minimum == int.MinValue ? "a whole number of 32 bits" : $"a whole number of at least {minimum}");
    }

    public double Number(string name) => NumberOrNull(name) ?? throw Wrong(name, "a number");

    public double? NumberOrNull(string name)
    {
        var value = Value(name);
        return value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
            : throw Wrong(name, "a finite number or null");
    }

    public bool Flag(string name) => Value(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean()
        : throw Wrong(name, "true or false");

    public bool IsNull(string name) => Value(name).ValueKind == JsonValueKind.Null;

    public DateTimeOffset Time(string name) =>
        Value(name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time) ? time : throw Wrong(name, "a date and time");

    public StrictObject Object(string name) => new(Value(name), $"{_place}: '{name}'");

    public StrictObject? ObjectOrNull(string name) => Value(name) is { ValueKind: not JsonValueKind.Null } value
        ? new StrictObject(value, $"{_place}: '{name}'") : null;

    public IEnumerable<StrictObject> Objects(string name) => Array(name).EnumerateArray()
        .Select((element, i) => new StrictObject(element, $"{_place}: '{name}' {i + 1}"));

    public int[] Wholes(string name) => WholesOrNull(name) ?? throw Wrong(name, "an array of whole numbers");

    public int[]? WholesOrNull(string name)
    {
        if (Value(name).ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var array = Array(name);
        var (numbers, i) = (new int[array.GetArrayLength()], 0);
        foreach (var element in array.EnumerateArray())
        {
            numbers[i++] = element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) ? number
                : throw Wrong(name, "an array of whole numbers");
        }

        return numbers;
    }

    public string[] Texts(string name) =>
        [.. Array(name).EnumerateArray().Select(element => element.ValueKind == JsonValueKind.String ? element.GetString() ?? ""
            : throw Wrong(name, "an array of texts"))];

    /// <summary>Single precision; null for a null.</summary>
    /// <param name="name">The key.</param>
    /// <param name="absent">What a null element stands for; null if there must be none.</param>
    public float[]? SinglesOrNull(string name, float? absent)
    {
        if (Value(name).ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var array = Array(name);
        var (numbers, i) = (new float[array.GetArrayLength()], 0);
        foreach (var element in array.EnumerateArray())
        {
            numbers[i++] = element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out var number) && float.IsFinite(number) ? number
                : element.ValueKind == JsonValueKind.Null && absent is { } value ? value
                : throw Wrong(name, absent is null ? "an array of finite numbers" : "an array of finite numbers and nulls");
        }

        return numbers;
    }

    /// <exception cref="BundleException">There is a key that was not asked for.</exception>
    public void End()
    {
        foreach (var property in _element.EnumerateObject())
        {
            if (!_seen.Contains(property.Name))
            {
                throw new BundleException($"{_place} has the unknown key {BundleText.Quote(property.Name)}");
            }
        }
    }

    /// <summary>Of this object, for people.</summary>
    public BundleException Wrong(string name, string expected) => new($"{_place}: expected '{name}' to be {expected}");

    private JsonElement Array(string name) => Value(name) is { ValueKind: JsonValueKind.Array } value ? value : throw Wrong(name, "an array");

    private JsonElement Value(string name)
    {
        _seen.Add(name);
        return _element.TryGetProperty(name, out var value) ? value : throw new BundleException($"{_place} lacks '{name}'");
    }
}

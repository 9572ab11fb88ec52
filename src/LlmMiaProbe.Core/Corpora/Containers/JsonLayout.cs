namespace LlmMiaProbe.Corpora;

/// <summary>How records lie in a file of JSON.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Field">The field that holds the array of records; null but for <see cref="JsonLayoutKind.Wrapped"/>.</param>
internal sealed record JsonLayout(JsonLayoutKind Kind, string? Field = null)
{
    public string Words => Kind switch
    {
        JsonLayoutKind.Lines => "JSON lines",
        JsonLayoutKind.Array => "a JSON array",
        JsonLayoutKind.Wrapped => $"a JSON array in the field {Quotation.Of(Field ?? "")}",
        _ => "JSON objects one after another",
    };
}

internal enum JsonLayoutKind
{
    /// <summary>One object a line: a broken line spoils no other.</summary>
    Lines,

    /// <summary>One array of objects.</summary>
    Array,

    /// <summary>One object, of which a field is an array of objects.</summary>
    Wrapped,

    /// <summary>Objects with white space between them, which may take several lines.</summary>
    Objects,
}

using System.Text.Json;

namespace LlmMiaProbe.Probing;

/// <summary>The properties of a line of imported evidence.</summary>
internal sealed class ImportedColumns
{
    private readonly JsonElement _line;

    public ImportedColumns(JsonElement line) =>
        _line = line.ValueKind == JsonValueKind.Object ? line : throw new FormatException("the line holds a JSON value that is no object");

    public string Names => string.Join(", ", _line.EnumerateObject().Select(property => property.Name).Take(20));

    public string Document() => Value("document") switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } id => id,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => throw new FormatException($"the line has no 'document', the id of the document that it is about; it has {Names}"),
    };

    public string? Role() => Value("model") switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => Known(text.GetString()),
        { ValueKind: JsonValueKind.Object } model when model.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String =>
            Known(role.GetString()),
        _ => throw new FormatException("'model' is neither a part (target or reference) nor an object with a 'role'"),
    };

    public string? Text(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw new FormatException($"'{name}' is no string"),
    };

    /// <summary>Whether the line says something of a first token without a score, and which.</summary>
    public (bool Says, int? Token) FirstToken() => !_line.TryGetProperty("unscoredFirstToken", out var value) ? (false, null)
        : value.ValueKind == JsonValueKind.Null ? (true, null)
        : (true, Whole(value, "unscoredFirstToken"));

    public double?[]? Numbers(string name, int? length = null) => Items(name, length) is { } items
        ?
        [
            .. items.Select((value, t) => value.ValueKind == JsonValueKind.Null ? (double?)null
                : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
                : throw new FormatException($"'{name}' of token {t + 1} is no number"))
        ]
        : null;

    /// <param name="name">Of the property.</param>
    /// <param name="length">Entries that it must have.</param>
    /// <param name="skipped">Entries at the beginning that may be null.</param>
    public int[]? Wholes(string name, int length, int skipped = 0) => Items(name, length) is { } items
        ? [.. items.Select((value, t) => t < skipped && value.ValueKind == JsonValueKind.Null ? 0 : Whole(value, $"{name}' of token '{t + 1}"))]
        : null;

    public ImportedPieces Spelling(int length, bool hasFirst)
    {
        var text = Text("text");
        if (Items("pieces", length) is { } pieces)
        {
            return new ImportedPieces([.. pieces.Select(PieceOf)], hasFirst ? PieceOf(Value("unscoredFirstPiece") ?? throw LacksFirst()) : null, text);
        }

        if (text is null || Wholes("ends", length) is not { } ends)
        {
            throw new FormatException(
                "the line does not say what its tokens spell; expected 'pieces' (a string a token), or 'text' and 'ends' (where each token ends, "
                + "in characters)");
        }

        return OfEnds(text, ends, hasFirst);
    }

    /// <summary>Ends are counted in characters as Python does: code points.</summary>
    private static ImportedPieces OfEnds(string text, int[] ends, bool hasFirst)
    {
        if (hasFirst)
        {
            throw LacksFirst();
        }

        List<int> starts = [.. Utf16Starts(text)];
        var (pieces, before) = (new List<ImportedPiece>(ends.Length), 0);
        foreach (var end in ends)
        {
            if (end < before || end >= starts.Count)
            {
                throw new FormatException($"'ends' has {end} after {before} in a text of {starts.Count - 1} characters; expected numbers that do not fall");
            }

            pieces.Add(ImportedPiece.Of(text[starts[before]..starts[end]]));
            before = end;
        }

        return before == starts.Count - 1
            ? new ImportedPieces(pieces, null, text)
            : throw new FormatException($"the last of 'ends' is {before}; expected the length of the text, {starts.Count - 1} characters");
    }

    private static IEnumerable<int> Utf16Starts(string text)
    {
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            yield return at;
            at += rune.Utf16SequenceLength;
        }

        yield return at;
    }

    private static FormatException LacksFirst() =>
        new("'unscoredFirstToken' has no score and 'unscoredFirstPiece' does not say what it spells; expected a string beside 'pieces'");

    private static ImportedPiece PieceOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => ImportedPiece.Of(value.GetString() ?? ""),
        JsonValueKind.Array => ImportedPiece.Of([
            .. value.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.Number && one.TryGetByte(out var number)
                ? number
                : throw new FormatException("a piece is a list of something else than bytes; expected numbers from 0 to 255"))]),
        _ => throw new FormatException("a piece is neither a string nor a list of bytes"),
    };

    private static string? Known(string? role) => role is "target" or "reference"
        ? role
        : throw new FormatException($"the line is of the model '{role}'; expected target or reference");

    private static int Whole(JsonElement value, string name) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
        ? number
        : throw new FormatException($"'{name}' is no whole number of at least 0");

    private JsonElement? Value(string name) => _line.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private IReadOnlyList<JsonElement>? Items(string name, int? length)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"'{name}' is no list; expected an entry a token");
        }

        return length is { } expected && value.GetArrayLength() != expected
            ? throw new FormatException($"'{name}' has {value.GetArrayLength()} entries and 'logProb' {expected}; expected as many")
            : [.. value.EnumerateArray()];
    }
}

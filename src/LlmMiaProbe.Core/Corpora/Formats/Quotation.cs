namespace LlmMiaProbe.Corpora;

/// <summary>Text of a corpus inside a message: quoted, on one line, and short.</summary>
internal static class Quotation
{
    private const int LongestShown = 60;
    private const int MostListed = 20;

    public static string Of(string text)
    {
        var shown = text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, ShownLength(text)), "…");
        return $"'{string.Concat(shown.Select(character => char.IsControl(character) ? ' ' : character))}'";
    }

    /// <summary>Some names, of very many the first few.</summary>
    public static string List(IReadOnlyCollection<string> names) => names.Count == 0
        ? "no field"
        : string.Join(", ", names.Take(MostListed).Select(Of)) + (names.Count > MostListed ? $" and {names.Count - MostListed} more" : "");

    private static int ShownLength(string text) => char.IsHighSurrogate(text[LongestShown - 1]) ? LongestShown - 1 : LongestShown;
}

using System.Globalization;

namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>The part of an address after the question mark. What is no number, no choice or too long counts as not given.</summary>
internal sealed class ViewerQuery(IReadOnlyDictionary<string, string> values)
{
    private const int LongestText = 200;
    private const long LastPage = 10_000_000;

    public string? Text(string name) => values.TryGetValue(name, out var text) && text.Trim() is { Length: > 0 and <= LongestText } given ? given : null;

    public long? Number(string name) =>
        values.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public double? Level(string name) =>
        values.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>From 1.</summary>
    public long Page => Number("page") is { } page and >= 1 and <= LastPage ? page : 1;

    public T? Choice<T>(string name)
        where T : struct, Enum =>
        values.TryGetValue(name, out var text) && text.Length > 0 && char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var choice)
            && Enum.IsDefined(choice) ? choice : null;
}

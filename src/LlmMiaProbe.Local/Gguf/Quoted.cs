namespace LlmMiaProbe.Local.Gguf;

/// <summary>Text from a file that is about to stand in a sentence: one line of moderate length, whatever a damaged file holds.</summary>
internal static class Quoted
{
    private const int Longest = 80;

    public static string Of(string text)
    {
        string cut = text.Length > Longest ? string.Concat(text.AsSpan(0, Longest), "...") : text;
        return string.Create(cut.Length, cut, static (line, source) =>
        {
            for (int index = 0; index < line.Length; index++)
            {
                line[index] = char.IsControl(source[index]) || source[index] is '\u2028' or '\u2029' ? '.' : source[index];
            }
        });
    }
}

namespace LlmMiaProbe.Cli.Views;

/// <summary>Breaks a text into lines at spaces. A word longer than a line stays whole.</summary>
internal static class Wrapping
{
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.TrimEnd();
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line.TrimEnd();
    }
}

using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The settings of a command in the help of it: a titled block for each group, laid out as the option parser does its own.</summary>
internal static class SettingBlocks
{
    private const string Indent = "  ";

    /// <param name="options">Of a command, those that give settings.</param>
    /// <param name="output">Where the help goes.</param>
    /// <param name="width">Characters of a line at most.</param>
    public static void Write(IReadOnlyList<Option> options, TextWriter output, int width)
    {
        foreach (var group in SettingGroup.All)
        {
            var rows = options.Where(option => SettingOptions.SettingOf(option)?.Group == group.Name)
                .Select(option => (Name: NameOf(option), Meaning: option.Description ?? ""))
                .ToList();
            if (rows.Count > 0)
            {
                output.WriteLine($"{group.Title}:");
                Write(rows, output, width);
                output.WriteLine();
            }
        }
    }

    private static void Write(List<(string Name, string Meaning)> rows, TextWriter output, int width)
    {
        var nameWidth = rows.Max(row => row.Name.Length);
        if (nameWidth + rows.Max(row => row.Meaning.Length) + (2 * Indent.Length) > width)
        {
            nameWidth = rows.Max(row => Wrap(row.Name, Math.Min(nameWidth, (width / 2) - Indent.Length)).Max(line => line.Length));
        }

        Write(rows, nameWidth, output, width);
    }

    /// <summary>Rows of a name and what it means.</summary>
    public static void Write(IReadOnlyList<(string Name, string Meaning)> rows, int nameWidth, TextWriter output, int width)
    {
        foreach (var (name, meaning) in rows)
        {
            string[] names = [.. Wrap(name, nameWidth)];
            string[] meanings = [.. Wrap(meaning, width - nameWidth - (2 * Indent.Length))];
            for (var line = 0; line < Math.Max(names.Length, meanings.Length); line++)
            {
                var (left, right) = (names.ElementAtOrDefault(line) ?? "", meanings.ElementAtOrDefault(line) ?? "");
                output.WriteLine($"{Indent}{left.PadRight(nameWidth)}{Indent}{right}".TrimEnd());
            }
        }
    }

    // Names and meanings are plain English, and Views.Layout, which measures any script, would make help take half as long again.
    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }

    private static string NameOf(Option option) => option.HelpName is { } value ? $"{option.Name} <{value}>" : option.Name;
}

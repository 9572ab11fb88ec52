using System.CommandLine;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The commands by what people want, for the help of the program.</summary>
internal static class CommandGroups
{
    private static readonly (string Title, string[] Names)[] s_groups =
    [
        ("Begin", ["demo", "doctor"]),
        ("Ask a model", ["run", "extract", "continue", "secret", "ask", "exchangeability", "canary"]),
        ("Read results", ["report", "view", "runs", "rescore", "simulate", "resume"]),
        ("Prepare", ["corpus", "models", "attacks", "prompts", "frequencies", "lab"]),
        ("Hand over evidence", ["export", "verify", "replay", "keys", "evidence"]),
        ("Many machines, stores", ["shard", "store"]),
        ("The program itself", ["config", "completion", "help"]),
    ];

    /// <param name="root">Has every command that is named, and no other one.</param>
    /// <param name="output">Where the list goes.</param>
    /// <param name="width">Characters of a line at most.</param>
    public static void Write(Command root, TextWriter output, int width)
    {
        var commands = root.Subcommands.ToDictionary(command => command.Name, StringComparer.Ordinal);
        var nameWidth = commands.Keys.Max(name => name.Length);
        foreach (var (title, names) in s_groups)
        {
            output.WriteLine($"{title}:");
            SettingBlocks.Write([.. names.Select(name => (name, FirstSentence(commands[name].Description ?? "")))], nameWidth, output, width);
            output.WriteLine();
        }

        output.WriteLine("'mia-probe help COMMAND' explains one.");
    }

    /// <summary>Names of the commands that are listed.</summary>
    public static IEnumerable<string> Names => s_groups.SelectMany(group => group.Names);

    // A point before a capital: "et al. 2023" is inside of a sentence.
    private static string FirstSentence(string description)
    {
        var ends = Enumerable.Range(0, Math.Max(0, description.Length - 2))
            .Where(i => description[i] == '.' && description[i + 1] == ' ' && char.IsUpper(description[i + 2]));
        return ends.FirstOrDefault(-1) is >= 0 and var end ? description[..(end + 1)] : description;
    }
}

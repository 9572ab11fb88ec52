using System.CommandLine;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>A command whose own help says more than its line in the list of commands.</summary>
/// <param name="name">As typed.</param>
/// <param name="description">One or two sentences.</param>
/// <param name="details">Paragraphs of lines of at most 80 characters; what begins with "Example" is shown in the short help, too.</param>
internal sealed class DetailedCommand(string name, string description, string details) : Command(name, description)
{
    private const string Between = "\n\n";

    /// <summary>Command lines to begin with; empty if there are none.</summary>
    public string Examples { get; } = Join(details, areExamples: true);

    /// <summary>What the command does and how to read what it prints.</summary>
    public string Explanation { get; } = Join(details, areExamples: false);

    private static string Join(string details, bool areExamples) => string.Join(
        Between, details.ReplaceLineEndings("\n").Split(Between).Where(paragraph => paragraph.StartsWith("Example", StringComparison.Ordinal) == areExamples));
}

using System.CommandLine;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>A command whose own help says more than its line in the list of commands.</summary>
/// <param name="name">As typed.</param>
/// <param name="description">One or two sentences.</param>
/// <param name="details">Examples and explanations, lines of at most 80 characters, printed below the options.</param>
internal sealed class DetailedCommand(string name, string description, string details) : Command(name, description)
{
    public string Details => details;
}

using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Views;

/// <summary>Which engines made the answers that a run took from its store, and how far apart they are.</summary>
internal static class NumericsView
{
    /// <param name="terminal">Told.</param>
    /// <param name="numerics">Null where models were asked.</param>
    public static void Note(Terminal terminal, StoredNumerics? numerics)
    {
        foreach (var (role, policies) in numerics?.Answered ?? [])
        {
            terminal.WriteNote(
                $"The answers of {role} were made by: {string.Join("; and ", policies)}{(policies.Count > 1 ? $". {numerics?.Difference(role)}" : "")}");
        }
    }
}

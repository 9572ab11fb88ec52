using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What a store lacks for a run that asks no model.</summary>
internal static class MissingView
{
    public static void Write(Terminal terminal, MissingAnswers missing)
    {
        var lines = new LabelledLines(terminal);
        foreach (var model in missing.ByModel)
        {
            var more = model.Documents - model.Named.Count;
            lines.Write(
                model.Role.Name,
                $"lacks {Figures.Count(model.Answers, "answer")} about {Figures.Count(model.Documents, missing.Unit)}: "
                + $"{string.Join(", ", model.Named.Select(Names.Of))}{(more > 0 ? $" and {Figures.Count(more)} more" : "")}");
        }
    }
}

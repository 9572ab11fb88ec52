using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Cli.Views;

/// <summary>How much of a work a model produced from its beginning.</summary>
internal sealed class WholeWorkView(WholeWork work, NearVerbatimRecall recall)
{
    private const int ShownCharacters = 240;

    public void Write(Terminal terminal, IReadOnlyList<RunModel> models, EndpointUsage usage, string next)
    {
        var lines = new LabelledLines(terminal);
        foreach (var (role, model, _) in models)
        {
            lines.WriteParts(role.Name, " · ", ModelLine.Short(model));
        }

        lines.Write("given", Beginning(work.Seed));
        lines.Write("produced", Beginning(work.Produced));
        lines.Write("", $"{Figures.Count(work.ProducedTokens, "token")} in {Figures.Count(work.Attempts, "attempt")}; {Ending()}");
        lines.Write(
            "nv-recall",
            $"{Figures.Fraction(recall.Recall)}: {Figures.Count(recall.Matched)} of {Figures.Count(recall.ReferenceWords, "word")} in "
            + $"{Figures.Count(recall.Spans.Count, "passage")} of at least {recall.Floors.Second} words, the longest of {Figures.Count(recall.Longest)}");
        lines.Write(
            "",
            $"missing {Figures.Count(recall.Missing, "word")} of the work, additional {Figures.Count(recall.Additional, "word")} in the "
            + $"output{(recall.Floors.AreScaled ? "; passages are shorter than the 100 words of the measure, because the text is short" : "")}");
        EndpointView.Write(lines, usage);
        lines.WriteLine("next", next);
    }

    private string Ending() => work.Ending switch
    {
        FinishReason.Stop => "then the model ended the text",
        _ => "as many as were asked for",
    };

    private static string Beginning(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= ShownCharacters ? line : line[..ShownCharacters] + "…";
    }
}

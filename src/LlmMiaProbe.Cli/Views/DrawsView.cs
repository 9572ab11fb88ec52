using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Views;

/// <summary>How often draws came close to the suffixes of a document, and what none of them rules out.</summary>
internal sealed class DrawsView(Terminal terminal)
{
    public void Write(ExtractedDocument document, ExtractionSettings settings)
    {
        if (document.Draws is not { Count: > 0 } draws)
        {
            return;
        }

        WriteParagraph(DrawStatement.Caption(settings));
        var table = Tables.Of(false, true, true, true, true, true, true);
        table.Add("", "close", "share", "95% interval", "windows", "most", "at character");
        foreach (var drawn in draws)
        {
            var (share, interval) = (drawn.Together.Share, drawn.Together.Interval);
            table.Add(
                drawn.Role,
                $"{Figures.Count(drawn.Hits)} of {Figures.Count(drawn.Draws)}",
                Figures.Percent(share),
                $"{Figures.Percent(interval.Low)} – {Figures.Percent(interval.High)}",
                $"{Figures.Count(drawn.WindowsWithHit)} of {Figures.Count(drawn.Windows)}",
                drawn.Best is null ? "–" : Figures.Count(drawn.BestHits),
                drawn.Best is { } best ? Figures.Count(best.SuffixStart) : "–");
        }

        table.Write(terminal.Output);
        foreach (var note in draws.SelectMany(DrawStatement.Notes))
        {
            WriteParagraph(note);
        }

        terminal.Output.WriteLine();
    }

    private void WriteParagraph(string text)
    {
        foreach (var line in Layout.Wrap(text, terminal.Traits.Width))
        {
            terminal.Output.WriteLine(line);
        }
    }
}

using System.Globalization;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What came of asking models again.</summary>
internal sealed class ReplayView(Terminal terminal)
{
    public void Write(ReplaySample sample, BundleReplay replay)
    {
        foreach (var mismatch in replay.Mismatches)
        {
            terminal.Output.WriteLine(mismatch);
        }

        var lines = new LabelledLines(terminal);
        foreach (var model in replay.Models)
        {
            var attempts = model.Attempts == 0 ? ""
                : $", {Figures.Count(model.SameAttempts)} of {Figures.Count(model.Attempts, "attempt")} the same to the last token";
            lines.Write(model.Role, $"{model.Name}: {Figures.Count(model.Rows, "text")} ({Figures.Count(model.Tokens, "token")}) scored again{attempts}");
            if (model.Rows == 0)
            {
                continue;
            }

            lines.Write("", string.Create(CultureInfo.InvariantCulture, $"largest difference {model.LargestDifference:g3} nats"));
            var over = model.Tolerance.IsMean ? "on average over a text" : "on a token";
            var let = model.Tolerance.Nats == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{model.Tolerance.Nats:g3} nats {over}");
            lines.Write("", $"let pass: {let} ({model.Tolerance.Source})");
        }

        lines.Write(
            "drawn from",
            $"{Figures.Count(sample.Scores.Eligible)} of {Figures.Count(sample.Scores.Eligible + sample.Scores.Others, "row")} of token scores, "
            + $"{Figures.Count(sample.Attempts.Eligible)} of {Figures.Count(sample.Attempts.Eligible + sample.Attempts.Others, "attempt")}"
            + $"{(sample.NotDrawn.Count == 0 ? "" : $"; not asked again: {string.Join(", ", sample.NotDrawn)}")}");
    }
}

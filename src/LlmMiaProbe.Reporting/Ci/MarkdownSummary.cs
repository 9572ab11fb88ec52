using System.Globalization;
using System.Text;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Ci;

/// <summary>A result in Markdown for a pull request: what it comes down to, the numbers, the gates, and what it does not show.</summary>
public static class MarkdownSummary
{
    private const int ShownDocuments = 10;
    private const double ShownBound = 0.01;

    public static string Of(GateSubject subject, IReadOnlyList<GateOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(outcomes);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## mia-probe: {MarkdownText.Of(subject.Name)}{Verdict(outcomes)}\n\n");
        if (subject.Membership is { } membership)
        {
            Write(text, membership);
        }

        if (subject.Extraction is { } extraction)
        {
            Write(text, extraction);
        }

        if (subject.Canaries is { } canaries)
        {
            Write(text, canaries);
        }

        if (subject.Comparison is { } comparison)
        {
            Write(text, comparison);
        }

        Write(text, outcomes);
        if (subject.Failed > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Figures.Count(subject.Failed)} could not be scored.\n\n");
        }

        WriteLimits(text, subject);
        return text.ToString();
    }

    private static string Verdict(IReadOnlyList<GateOutcome> outcomes) => outcomes.Count(outcome => !outcome.IsPassed) switch
    {
        _ when outcomes.Count == 0 => "",
        0 => outcomes.Count == 1 ? " · the gate passed" : $" · all {outcomes.Count} gates passed",
        var failed => $" · {failed} of {Figures.Count(outcomes.Count, "gate")} failed",
    };

    private static void Write(StringBuilder text, RunEvaluation evaluation)
    {
        Paragraph(text, evaluation.HeadlineSentence ?? evaluation.WhyNoHeadline);
        text.Append(MarkdownText.Head("attack", "AUC", "95% interval", $"TPR at {Figures.Percent(ShownBound)} FPR"));
        foreach (var row in AttackRow.Of(evaluation.Attacks, evaluation.Headline, evaluation.Health?.Labels))
        {
            var name = MarkdownText.Of(row.Id);
            text.Append(MarkdownText.Row([row.IsHeadline ? $"**{name}** (headline)" : name, row.Auc, row.Interval, row.Tpr(ShownBound)]));
        }

        text.Append('\n');
    }

    private static void Write(StringBuilder text, ExtractionEvaluation evaluation)
    {
        text.Append(MarkdownText.Head(
            ["characters emitted with a probability of", .. ExtractionThresholds.Coverage.Select(p => $"{Figures.Threshold(p)} or more")]));
        foreach (var role in new[] { ModelRole.Target, ModelRole.Reference })
        {
            var summaries = evaluation.Documents
                .SelectMany(document => document.Summaries)
                .Where(summary => summary.Request == WindowRequest.Of(role))
                .ToList();
            var covered = summaries.Sum(summary => (long)summary.CoveredCharacters);
            if (covered > 0)
            {
                string Share(IEnumerable<WindowSummary> ends, int threshold) =>
                    Figures.Percent((double)ends.Sum(summary => (long)summary.CharactersAtLeast[threshold]) / covered);
                text.Append(
                    MarkdownText.Row(
                        [
                            role.Name,
                            .. ExtractionThresholds.Coverage.Select(
                                (_, i) => ExtractionFigures.Range(Share(summaries, i), Share(summaries.Select(summary => summary.AtMost ?? summary), i))),
                        ]));
            }
        }

        text.Append('\n');
    }

    private static void Write(StringBuilder text, CanaryExposures result)
    {
        text.Append(MarkdownText.Head("copies planted", "canaries", "mean exposure, bits", "largest"));
        foreach (var point in result.Curve)
        {
            text.Append(
                MarkdownText.Row(
                    Figures.Count(point.Repetitions),
                    Figures.Count(point.Canaries),
                    $"{(point.Capped > 0 ? "≥ " : "")}{Figures.Hundredths(point.Mean)}",
                    Figures.Hundredths(point.Largest)));
        }

        text.Append('\n');
    }

    private static void Write(StringBuilder text, RunComparison comparison)
    {
        var (earlier, later) = (comparison.Earlier.Id, comparison.Later.Id);
        text.Append(CultureInfo.InvariantCulture, $"### Compared with run {earlier}\n\n");
        foreach (var sentence in comparison.Attacks.Where(attack => attack.IsHeadline).Select(attack => ChangeStatement.Of(attack, earlier, later))
            .Concat(comparison.Coverage.Select(change => ChangeStatement.Of(change, earlier, later))))
        {
            Paragraph(text, sentence);
        }

        Paragraph(text, ChangeStatement.Of(comparison.Pairing, earlier, later));
        foreach (var change in comparison.Exposure)
        {
            Paragraph(
                text,
                ChangeStatement.Of(change, earlier, later)
                    + (change.NewlyExposed.Count == 0
                        ? ""
                        : $" New: {string.Join(", ", change.NewlyExposed.Take(ShownDocuments))}"
                            + (change.NewlyExposed.Count > ShownDocuments
                                ? $" and {Figures.Count(change.NewlyExposed.Count - ShownDocuments)} more."
                                : ".")));
        }

        foreach (var warning in comparison.Warnings)
        {
            Paragraph(text, warning);
        }
    }

    private static void Write(StringBuilder text, IReadOnlyList<GateOutcome> outcomes)
    {
        if (outcomes.Count == 0)
        {
            return;
        }

        text.Append("### Gates\n\n").Append(MarkdownText.Head("fail if", "value", "95% interval", "gate"));
        foreach (var outcome in outcomes)
        {
            text.Append(MarkdownText.Row(
                MarkdownText.Of(outcome.Gate.ToString()),
                outcome.Value is { } value ? Figures.Score(value) : "–",
                outcome.Interval is { } interval ? $"{Figures.Score(interval.Low)} – {Figures.Score(interval.High)}" : "–",
                outcome.Verdict switch { GateVerdict.Passed => "passed", GateVerdict.Failed => "**failed**", _ => "**not tested, counts as failed**" }));
        }

        text.Append('\n');
        foreach (var outcome in outcomes.Where(outcome => outcome.Verdict == GateVerdict.NotTested))
        {
            Paragraph(text, outcome.Sentence);
        }
    }

    private static void WriteLimits(StringBuilder text, GateSubject subject)
    {
        text.Append("### What this does not show\n\n");
        IEnumerable<string> limits = subject.Membership is not null ? ReadingGuide.ShowsNot : [ExtractionCaveat.Standing];
        foreach (var limit in limits.Concat(subject.Comparison is null ? [] : [ChangeStatement.Standing, ChangeStatement.Crossing]))
        {
            text.Append("- ").Append(MarkdownText.Of(limit)).Append('\n');
        }
    }

    private static void Paragraph(StringBuilder text, string? sentence)
    {
        if (sentence is not null)
        {
            text.Append(MarkdownText.Of(sentence)).Append("\n\n");
        }
    }
}

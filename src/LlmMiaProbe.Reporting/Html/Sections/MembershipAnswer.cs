using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>The answer of a run about membership on the first screen: what stands out, what speaks against it, how sure, what was tested.</summary>
internal static class MembershipAnswer
{
    /// <param name="html">Receives the answer, but its first line.</param>
    /// <param name="content">The run.</param>
    /// <param name="isAboutExtraction">Whether the report answers the other question, too.</param>
    public static void Write(HtmlWriter html, ReportContent content, bool isAboutExtraction)
    {
        var evaluation = content.Evaluation;
        var decisions = Decisions(evaluation);
        AnswerElement.Warnings(html, Against(content, decisions).Select(sentence => sentence is null ? null : content.Named(sentence)));
        html.Element("div.tiles", () => Tiles(html, content, decisions));
        html.Element("div.scope", () =>
        {
            AnswerElement.Box(html, "What was tested", Tested(content));
            AnswerElement.Box(html, "What this shows", Shows(content, decisions).Select(content.Named));
            AnswerElement.Box(
                html,
                "What it does not show",
                ReadingGuide.ShowsNot.Where(sentence => !isAboutExtraction || !ReferenceEquals(sentence, ReadingGuide.ShowsNot[^1])));
        });
    }

    /// <summary>Whether the run says anything about its documents: it held some against non-members, or labels against each other.</summary>
    public static bool HasResult(ReportContent content) => content.Leading?.Evaluation.Auc is not null || Decisions(content.Evaluation) is not null;

    private static AttackDecisions? Decisions(RunEvaluation evaluation) =>
        evaluation.Decisions.FirstOrDefault(attack => attack.Attack == evaluation.LeadingAttack) is { Tested: > 0, Calibration: > 0 } decisions
            ? decisions
            : null;

    private static IEnumerable<string?> Against(ReportContent content, AttackDecisions? decisions)
    {
        var evaluation = content.Evaluation;
        yield return SpeaksAgainst(evaluation) ? evaluation.HeadlineSentence : null;
        yield return evaluation.Health?.Labels is { Separates: true } labels ? HealthStatement.Labels(labels) : null;
        yield return evaluation.TestedAgainstCalibration is { } sets && sets != evaluation.Health?.Labels ? HealthStatement.Discoveries(sets) : null;
        yield return decisions is { Discoveries: > 0 } ? null : DesignStatement.Warning(evaluation.Design, decisions);
        yield return decisions is { Discoveries: > 0 } ? null : DesignStatement.SmallStrata(evaluation.Design, decisions);
    }

    // Where the sentence itself says that it is undecided, or contradicted, it comes before any number.
    private static bool SpeaksAgainst(RunEvaluation evaluation) =>
        evaluation.HeadlineVerdict is HeadlineVerdict.Undecided or HeadlineVerdict.Reversed || evaluation.HeadlineRival.Length > 0;

    private static IEnumerable<string> Tested(ReportContent content)
    {
        var evaluation = content.Evaluation;
        yield return Models(content.Run);
        if (evaluation.Labels is { } labels)
        {
            string[] parts =
            [
                .. new[]
                {
                    (labels.Member, "labelled member"), (labels.NonMember, "labelled non-member"), (labels.Unknown, "of unknown membership"),
                    (labels.Calibration, "for calibration only"),
                }.Where(part => part.Item1 > 0).Select(part => $"{Figures.Count(part.Item1)} {part.Item2}"),
            ];
            var scored = content.Run.Counts.Failed > 0 ? $"; {Figures.Count(content.Run.Counts.Failed)} could not be scored" : "";
            yield return $"{Figures.Count(content.Documents.Count, "document")}{Corpora(content.Run)}: {string.Join(", ", parts)}{scored}.";
        }

        if (content.Leading is { } leading)
        {
            yield return content.Attacks.Count == 1
                ? $"One attack, {leading.Name}."
                : $"{Figures.Count(content.Attacks.Count)} attacks. "
                    + (leading.IsHeadline ? $"{leading.Name} decides: it was fixed beforehand, whatever it finds." : $"{leading.Name} decides.");
        }
    }

    private static IEnumerable<string> Shows(ReportContent content, AttackDecisions? decisions)
    {
        var evaluation = content.Evaluation;
        if (evaluation.HeadlineSentence is { } sentence && !SpeaksAgainst(evaluation))
        {
            yield return sentence;
        }

        if (decisions is not null)
        {
            var rate = evaluation.Design.FalseDiscoveryRate;
            yield return DiscoveryStatement.Of(decisions, rate);
            if (decisions.Discoveries > 0)
            {
                yield return DiscoveryStatement.Meaning(rate);
                yield return DesignStatement.SmallStrata(evaluation.Design, decisions) ?? "";
            }
        }
        else if (evaluation.HeadlineSentence is null)
        {
            yield return evaluation.WhyNoHeadline ?? "Nothing was scored.";
            yield return DesignStatement.Of(evaluation.Design);
        }
    }

    /// <summary>The model under test and what it is held against.</summary>
    public static string Models(RunRecord run)
    {
        var named = run.Models.OrderByDescending(model => model.Role.Name, StringComparer.Ordinal).ToList();
        var (target, others) = (named.FirstOrDefault(model => model.Role == LlmMiaProbe.Models.ModelRole.Target),
            named.Where(model => model.Role != LlmMiaProbe.Models.ModelRole.Target).ToList());
        return (target?.Model.Name ?? "No model") + (others.Count switch
        {
            0 => ", without a reference model.",
            1 => $", beside the {others[0].Role.Name} {others[0].Model.Name}.",
            var count => $", beside {Figures.Count(count)} other models.",
        });
    }

    /// <summary>Such as <c> of passages.jsonl</c>; empty if the run names none.</summary>
    public static string Corpora(RunRecord run)
    {
        List<string> files = [.. run.Settings.Corpora.Concat(run.Settings.Calibration).Select(corpus => Path.GetFileName(corpus.Path.TrimEnd('/', '\\')))];
        return files.Count switch
        {
            0 => "",
            1 => $" of {files[0]}",
            2 => $" of {files[0]} and {files[1]}",
            var count => $" of {files[0]} and {Figures.Count(count - 1, "other file")}",
        };
    }

    private static void Tiles(HtmlWriter html, ReportContent content, AttackDecisions? decisions)
    {
        var evaluation = content.Evaluation;
        var leading = content.Leading?.Evaluation;
        if (decisions is not null)
        {
            AnswerElement.Tile(
                html,
                "documents that stand out",
                $"{Figures.Count(decisions.Discoveries)} of {Figures.Count(decisions.Tested)}",
                $"above {Figures.Count(decisions.Calibration, "non-member")}, at a false discovery rate of "
                + Figures.Rate(evaluation.Design.FalseDiscoveryRate));
        }

        if (leading?.Auc is { } auc)
        {
            AnswerElement.Tile(
                html,
                $"AUC of {content.Leading?.Name}",
                Figures.Fraction(auc.Value),
                $"95% interval {Figures.Fraction(auc.Low)} – {Figures.Fraction(auc.High)}; .5 is guessing, 1 is perfect");
            if (leading.TprAtFpr.LastOrDefault(bound => bound.Estimate is not null) is { Estimate: { } share } tpr)
            {
                AnswerElement.Tile(
                    html,
                    $"members found at {Figures.Percent(tpr.Bound)} false alarms",
                    Figures.Percent(share.Value),
                    $"95% interval {Figures.Percent(share.Low)} – {Figures.Percent(share.High)}");
            }
        }

        if (evaluation.Health?.Labels is { BlindAuc: { } blind } labels)
        {
            AnswerElement.Tile(
                html,
                "text alone, without the model",
                Figures.Fraction(blind.Value),
                labels.Text is { } text
                    ? HealthStatement.OfText(text) ?? "AUC; no check at the level of groups is possible"
                    : $"AUC; 95% interval {Figures.Fraction(blind.Low)} – {Figures.Fraction(blind.High)}");
        }
    }
}

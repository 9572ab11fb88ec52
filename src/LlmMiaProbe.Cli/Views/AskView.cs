using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What models replied to questions, for people.</summary>
internal sealed class AskView(Terminal terminal)
{
    private const string None = "–";
    private const int ShownReasons = 5;
    private const int ShownDocuments = 10;

    private readonly LabelledLines _lines = new(terminal, labelWidth: 12);

    /// <summary>A prompt on one line.</summary>
    public static string Name(PromptTemplate prompt) =>
        $"{prompt.Name} v{Figures.Count(prompt.Version)} sha256 "
        + $"{prompt.Hash[..12]}…{(prompt.Origin == "built in" ? "" : $" ({Names.OfPath(prompt.Origin)})")}";

    public void Write(AskRequest ask, IReadOnlyList<RunModel> models, QuestionResult result, EndpointUsage usage, string next)
    {
        _lines.Write("headline", result.Headline);
        _lines.Write("", result.Method.IsExtraction ? QuestionStatement.Extraction : Caveat.Standing);
        terminal.Output.WriteLine();
        foreach (var (role, model, _) in models.OrderByDescending(model => model.Role.Name, StringComparer.Ordinal))
        {
            _lines.WriteParts(role.Name, " · ", ModelLine.Short(model));
        }

        _lines.Write("method", ask.Method.Id);
        _lines.WriteParts("prompts", " · ", ask.Prompts.Select(Name));
        WriteDocuments(result);
        if (ask.Prompts.Any(prompt => prompt.Variables.Contains("title")) && result.Titles is { } titles)
        {
            _lines.Write("", titles);
        }

        foreach (var model in result.Models)
        {
            WriteReplies(model);
        }

        terminal.Output.WriteLine();
        WriteMeasures(result);
        WriteTop(result);
        EndpointView.Write(_lines, usage);
        _lines.WriteLine("next", next);
    }

    private void WriteDocuments(QuestionResult result)
    {
        var counts = result.Models[0].Answers.Documents.CountBy(document => document.Label).ToDictionary();
        _lines.Write(
            "documents",
            string.Join(
                ", ",
                new[] { Membership.Member, Membership.Unknown, Membership.NonMember }.Where(counts.ContainsKey)
                    .Select(label => $"{Figures.Count(counts[label])} {label.ToText()}"))
            + (result.Controls == 0 ? "; none of them is a control" : "; those labelled nonmember are the controls"));
    }

    private void WriteReplies(ModelAnswers model)
    {
        _lines.Write(
            "replies",
            $"{model.Role}: "
            + $"{model.Replies}{(model.Role == ModelRole.Target && model.Answers.Writer.Asked > 0 ? $"; paraphraser: {model.Answers.Writer}" : "")}");
        foreach (var (kind, reason, count) in model.Replies.Reasons
            .Concat(model.Role == ModelRole.Target ? model.Answers.Writer.Reasons : [])
            .Take(ShownReasons))
        {
            _lines.Write("", $"{Figures.Count(count)} {kind.ToString().ToLowerInvariant()}: {Names.Of(reason)}");
        }

        if (model.Replies.Asked > model.Replies.Answered)
        {
            _lines.Write("", QuestionStatement.Refusals);
        }
    }

    private void WriteMeasures(QuestionResult result)
    {
        var table = Tables.Of(false, false, false, true, true, true, true);
        table.Add("measure", "model", "set", "AUC", "95% interval", "documents", "controls");
        foreach (var model in result.Models)
        {
            foreach (var set in model.Measures.SelectMany(measure => measure.Sets))
            {
                var evaluation = set.Evaluation;
                table.Add(
                    evaluation.Attack,
                    model.Role.Name,
                    set.Set.ToText(),
                    evaluation.Auc is { } auc ? Figures.Fraction(auc.Value) : None,
                    evaluation.Auc is { } interval ? $"{Figures.Fraction(interval.Low)} – {Figures.Fraction(interval.High)}" : None,
                    Figures.Count(evaluation.Members),
                    Figures.Count(evaluation.NonMembers));
            }
        }

        foreach (var set in result.Models[0].Measures[0].Sets.Select(set => set.Set))
        {
            if (result.Comparison(set) is { BlindAuc: { } words } comparison)
            {
                table.Add(
                    "blind baseline",
                    None,
                    set.ToText(),
                    Figures.Fraction(words.Value),
                    $"{Figures.Fraction(words.Low)} – {Figures.Fraction(words.High)}",
                    Figures.Count(comparison.First),
                    Figures.Count(comparison.Second));
            }
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine();
        foreach (var note in result.Models[0].Measures[0].Sets.Select(set => set.Evaluation.Intervals?.Note).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            _lines.Write("", note);
        }

        foreach (var model in result.Models)
        {
            foreach (var (label, text) in model.Answers.Remarks)
            {
                _lines.Write(label, result.Models.Count > 1 ? $"{model.Role}: {text}" : text);
            }
        }

        foreach (var (reason, count) in result.Models[0].Answers.Documents
            .Select(document => document.Scores[0].Reason)
            .OfType<string>()
            .CountBy(reason => reason)
            .OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(ShownReasons))
        {
            _lines.Write("no score", $"{Figures.Count(count, "document")}: {reason}");
        }
    }

    private void WriteTop(QuestionResult result)
    {
        var (measure, documents) = (result.Models[0].Measures[0], result.Models[0].Answers.Documents);
        if (measure.Decisions is { Tested: > 0, Calibration: > 0 } decisions)
        {
            _lines.Write("tested", DiscoveryStatement.Of(decisions, result.Design.FalseDiscoveryRate));
        }

        var controls = documents
            .Where(document => document.Label == Membership.NonMember)
            .Select(document => document.Scores[0].Value)
            .OfType<double>()
            .ToList();
        var top = documents.Where(
            document => document.Label != Membership.NonMember && document.Scores[0].Value is { } score && controls.Exists(control => control < score))
            .OrderByDescending(document => document.Scores[0].Value).ThenBy(document => document.Document.Ordinal).Take(ShownDocuments).ToList();
        foreach (var (document, i) in top.Select((document, i) => (document, i)))
        {
            var score = document.Scores[0].Value ?? 0;
            _lines.Write(
                i == 0 ? "highest" : "",
                $"{Names.Of(document.Document.Id)}: {Figures.Score(score)}, "
                + $"{ScoreStatement.Of(controls.Count(control => control < score), controls.Count).Text}");
        }
    }
}

using System.Text.RegularExpressions;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Shadows;

namespace LlmMiaProbe.Cli.Views;

/// <summary>The result of a run, for people.</summary>
internal sealed partial class RunView(Terminal terminal)
{
    private const int ShownProblems = 5;

    private readonly LabelledLines _lines = new(terminal);

    /// <param name="store">Where the run is.</param>
    /// <param name="run">The run.</param>
    /// <param name="evaluation">Its evaluation.</param>
    /// <param name="next">A command that goes on from here.</param>
    public void Show(IProbeStore store, RunRecord run, RunEvaluation evaluation, string next)
    {
        var names = AttackNames.Of(evaluation);
        WriteAnswer(run, evaluation, new LabelledLines(terminal, names: names));
        new AttackTable(terminal, names).Write(evaluation);
        terminal.Output.WriteLine();
        WriteTop(evaluation, new LabelledLines(terminal, names: names));
        new HealthView(terminal, names).Write(evaluation);
        new DecisionsView(terminal, names).Write(evaluation);
        new CollectionView(terminal, names).Write(evaluation);
        WriteModels(run, evaluation);
        WriteCorpus(store, run, evaluation);
        WriteScoring(store, run);
        EndpointView.Write(_lines, run.Usage);
        WriteFailures(store, run);
        terminal.Output.WriteLine();
        _lines.Write("store", $"{Names.OfPath(store.Location)} · {RunName(run)}");
        _lines.WriteLine("next", next);
    }

    /// <summary>Number, name and where its evidence is from.</summary>
    public static string RunName(RunRecord run) =>
        $"run {run.Id}{(run.Name is null ? "" : $" ({Names.Of(run.Name)})")}"
        + $"{(run.Parent is { } parent ? $", computed from the evidence of run {parent}" : "")}";

    // What was found, and on what; the numbers behind it come below.
    private void WriteAnswer(RunRecord run, RunEvaluation evaluation, LabelledLines lines)
    {
        lines.Write("answer", evaluation.PlainSentence);
        if ((evaluation.HeadlineSentence ?? evaluation.WhyNoHeadline) is { } headline)
        {
            lines.Write("", headline);
        }

        var models = run.Models.Where(model => EvidenceSource.Of(model.Role).IsLanguageModel && !model.Role.IsShadow)
            .OrderByDescending(model => model.Role.Name, StringComparer.Ordinal)
            .Select(model => Names.Of(model.Model.Name));
        if (evaluation.Decisions.FirstOrDefault(decided => decided.Attack == evaluation.LeadingAttack) is { Tested: > 0, Calibration: > 0 } decisions)
        {
            lines.Write("", decisions.Discoveries > 0 ? Caveat.Standing : ReadingGuide.LowScores);
        }

        lines.Write("tested", $"{string.Join(" against ", models)} · "
            + $"{Figures.Count(run.Counts.Documents - (evaluation.Labels?.Calibration ?? 0), "document")}"
            + (evaluation.Labels is { Calibration: > 0 and var more } ? $", {Figures.Count(more)} more for calibration" : ""));
        terminal.Output.WriteLine();
    }

    private void WriteModels(RunRecord run, RunEvaluation evaluation)
    {
        foreach (var (role, model, _) in run.Models.Where(m => !m.Role.IsShadow).OrderByDescending(m => m.Role.Name, StringComparer.Ordinal))
        {
            _lines.WriteParts(role.Name, " · ", ModelLine.Parts(model));
            foreach (var line in AdapterWords.Lines(model))
            {
                _lines.Write("", line);
            }

            if (role == ModelRole.Reference && AdapterWords.IsBareOf(model, run.Models.FirstOrDefault(other => other.Role == ModelRole.Target)?.Model))
            {
                _lines.Write("", "the model under test without its adapters");
            }
        }

        var isCompared = false;
        if (run.Models
            .Where(model => EvidenceSource.Of(model.Role).IsLanguageModel && !model.Role.IsShadow)
            .ToList() is { Count: > 1 } compared)
        {
            _lines.Write("", Comparison(compared));
            isCompared = true;
            _lines.Write("", BosLine.Of(compared, run.Settings.Bos));
        }

        if (run.Settings.Shadows is { Count: > 0 } shadows)
        {
            _lines.WriteParts("shadows", " · ", ShadowParts(shadows));
        }

        foreach (var hosted in new[] { run.Settings.Hosted, run.Settings.HostedReference }.OfType<HostedModel>())
        {
            new EndpointView(terminal).Write(hosted);
        }

        foreach (var target in run.Models.Where(model => model.Role == ModelRole.Target))
        {
            _lines.WriteParts(target.Model.HasNoFile ? "policy" : "numerics", "; ", Numerics(target, isCompared).Split("; "));
        }

        if (QuantisationWords.Of(run.Models) is { } quantised)
        {
            _lines.Write("quantised", quantised);
        }

        foreach (var note in evaluation.Notes ?? [])
        {
            _lines.Write("note", note);
        }
    }

    // Of several models each has a line about its BOS.
    private static string Numerics(RunModel target, bool isCompared)
    {
        var policy = CpuFeatures().Replace(target.Policy, "");
        return isCompared && !target.Model.HasNoFile ? Bos().Replace(policy, "") : policy;
    }

    private static IEnumerable<string> ShadowParts(IReadOnlyList<ShadowModel> shadows)
    {
        var (least, most) = (shadows.Min(shadow => shadow.TrainedOn), shadows.Max(shadow => shadow.TrainedOn));
        yield return Figures.Count(shadows.Count, "model");
        yield return shadows.Count == 1 ? shadows[0].Name : $"{shadows[0].Name} … {shadows[^1].Name}";
        yield return $"trained on {Figures.Count(least)}{(least == most ? "" : $" to {Figures.Count(most)}")} documents each";
        if (shadows.Count(shadow => shadow.IsImported) is > 0 and var imported)
        {
            yield return $"{Figures.Count(imported)} imported";
        }
    }

    private static string Comparison(List<RunModel> models)
    {
        if (models.Select(m => m.Model.Fingerprint).Distinct().Count() == 1)
        {
            return "the reference is a copy of the target, so every comparison with it is 0; name the model from before the training";
        }

        return models.Select(m => m.Model.Tokenizer).Distinct(StringComparer.Ordinal).Count() == 1
            ? "same tokenizer"
            : "different tokenizers: target and reference are compared per byte of text";
    }

    private void WriteCorpus(IProbeStore store, RunRecord run, RunEvaluation evaluation)
    {
        var labels = evaluation.Labels ?? new LabelCounts(0, 0, 0);
        var defects = store.ReadDefects(run.Id);
        var summary = $"{Figures.Count(run.Counts.Documents, "document")} ({Figures.Count(labels.Member)} member, "
            + $"{Figures.Count(labels.NonMember)} non-member, {Figures.Count(labels.Unknown)} "
            + $"unknown{(labels.Calibration == 0 ? "" : $", {Figures.Count(labels.Calibration)} calibration")})";
        _lines.Write("corpus", summary + CorpusView.NotRead(run.Counts.Unreadable, run.Counts.LeftOut));
        CorpusView.WriteNotRead(_lines, defects, defects.Count);
        if (evaluation.Chat is { } chat)
        {
            _lines.Write("chat", chat.Sentence);
        }
    }

    private void WriteScoring(IProbeStore store, RunRecord run)
    {
        var counts = run.Counts;
        var lacking = counts.Failed == 0 ? 0 : store.ReadFailures(run.Id).Where(failure => failure.IsOfPlainText).GroupBy(failure => failure.Ordinal)
            .Count(document => document.All(failure => !failure.IsFatal));
        _lines.Write("scored", $"{Figures.Count(counts.Scored)} of {Figures.Count(counts.Documents)}"
            + (counts.Failed > 0 ? $" · {Figures.Count(counts.Failed)} failed" : "")
            + (lacking > 0 ? $" ({Figures.Count(lacking)} under another model than the target alone)" : "")
            + (counts.TokensDecoded == 0
                ? counts.Scored == 0 ? "" : " · all evidence came from the store; nothing was decoded"
                : $" · {Figures.Count(counts.Cached)} from the store · {Figures.Count(counts.TokensDecoded, "token")} decoded"));
    }

    // The store keeps the instruction sets; people do not need them in every result.
    [GeneratedRegex(@" \[[^\]]*\]")]
    private static partial Regex CpuFeatures();

    [GeneratedRegex(", BOS [^;]*")]
    private static partial Regex Bos();

    private void WriteTop(RunEvaluation evaluation, LabelledLines lines)
    {
        if (evaluation.Top.Count == 0)
        {
            return;
        }

        var isCompared = evaluation.Decisions.Any(attack => attack.Attack == evaluation.LeadingAttack && attack.Calibration > 0);
        lines.Write("highest", $"by {evaluation.LeadingAttack}; a higher score is more member-like");
        var table = Tables.Of(false, false, true);
        foreach (var document in evaluation.Top)
        {
            table.Add(Names.Of(document.Document), document.Label.ToText(), Figures.Score(document.Score));
        }

        foreach (var (row, document) in table.Lines().Zip(evaluation.Top))
        {
            WriteRanked(row, table.FullWidth(), isCompared ? document.Statement : "");
        }

        if (!isCompared)
        {
            _lines.Write(
                "",
                "No supplied non-member has a score, and alone these scores say nothing about membership: "
                + "add documents labelled nonmember from the same source, or --calibration FILE.");
        }

        terminal.Output.WriteLine();
    }

    private void WriteRanked(string row, int width, string statement)
    {
        foreach (var line in Layout.Wrap(statement, _lines.TextWidth - width - 2))
        {
            _lines.WriteLine("", $"{row}  {line}");
            row = new string(' ', width);
        }
    }

    private void WriteFailures(IProbeStore store, RunRecord run)
    {
        var failures = store.ReadFailures(run.Id).Where(failure => failure.IsOfPlainText).ToList();
        foreach (var failure in failures.Take(ShownProblems))
        {
            _lines.Write("failed", $"{Names.Of(failure.Document)}: {failure.Reason}");
        }

        if (failures.Count > ShownProblems)
        {
            _lines.Write("", $"… and {Figures.Count(failures.Count - ShownProblems)} more; the export names them all");
        }
    }
}

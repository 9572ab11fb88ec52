using System.Text.RegularExpressions;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using Spectre.Console;

namespace LlmMiaProbe.Cli.Views;

/// <summary>The result of a run, for people.</summary>
internal sealed partial class RunView(Terminal terminal)
{
    private const int ShownProblems = 5;
    private const int LabelWidth = 11;

    public void Show(IProbeStore store, RunRecord run, RunEvaluation evaluation)
    {
        WriteModels(run);
        WriteCorpus(store, run, evaluation);
        WriteScoring(run);
        terminal.Output.WriteLine();
        WriteAttacks(evaluation);
        WriteTop(evaluation);
        WriteFailures(store, run);
        Line("store", $"{Figures.PathName(store.Location)} · run {run.Id}");
        Line("next", $"mia-probe runs export {run.Id} --format jsonl{(Path.GetFileName(store.Location) == "mia-probe.db" ? "" : $" --store {Figures.PathName(store.Location)}")}   (one line per document and attack)");
    }

    private void WriteModels(RunRecord run)
    {
        foreach (var (role, model, policy) in run.Models.OrderByDescending(m => m.Role.Name, StringComparer.Ordinal))
        {
            Line(role.Name, $"{model.Name} · {model.Architecture} · {Figures.Parameters(model.ParameterCount)} · {model.Quantization} · sha256 {model.Fingerprint.Short}…");
        }

        if (run.Models.Count > 1)
        {
            Line("", run.Models.Select(m => m.Model.Tokenizer).Distinct().Count() == 1
                ? "same tokenizer"
                : "different tokenizers: target and reference are compared per byte of text");
        }

        if (run.Models is [.., var target])
        {
            Line("numerics", CpuFeatures().Replace(target.Policy, ""));
        }
    }

    private void WriteCorpus(IProbeStore store, RunRecord run, RunEvaluation evaluation)
    {
        var labels = evaluation.Labels;
        var defects = store.ReadDefects(run.Id);
        var summary = $"{Figures.Count(run.Counts.Documents, "document")} ({Figures.Count(labels.Member)} member, {Figures.Count(labels.NonMember)} non-member, {Figures.Count(labels.Unknown)} unknown)";
        Line("corpus", summary + (defects.Count == 0 ? "" : $" · {Figures.Count(defects.Count, "unreadable part")}"));
        foreach (var defect in defects.Take(ShownProblems))
        {
            Line("", $"{Figures.PathName(defect.File)}{(defect.Line > 0 ? $":{defect.Line}" : "")}: {defect.Reason}");
        }

        if (defects.Count > ShownProblems)
        {
            Line("", $"… and {Figures.Count(defects.Count - ShownProblems)} more ('mia-probe corpus check' lists them)");
        }
    }

    private void WriteScoring(RunRecord run)
    {
        var counts = run.Counts;
        Line("scored", $"{Figures.Count(counts.Scored)} of {Figures.Count(counts.Documents)}"
            + (counts.Failed > 0 ? $" · {Figures.Count(counts.Failed)} failed" : "")
            + (counts.TokensDecoded == 0
                ? " · all evidence came from the store; nothing was decoded"
                : $" · {Figures.Count(counts.Cached)} from the store · {Figures.Count(counts.TokensDecoded)} tokens decoded"));
    }

    private void WriteAttacks(RunEvaluation evaluation)
    {
        var table = new Table().Border(TableBorder.None).HideRowSeparators();
        table.AddColumn(new TableColumn("attack").PadLeft(0).PadRight(3));
        foreach (var column in new[] { "AUC", "95% interval", "TPR at 10% FPR", "at 1%", "at 0.1%" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().PadRight(3));
        }

        foreach (var attack in evaluation.Attacks.OrderByDescending(a => a.Auc?.Value ?? -1).ThenBy(a => a.Attack, StringComparer.Ordinal))
        {
            table.AddRow([
                new Text(attack.Attack),
                new Text(attack.Auc is { } auc ? Figures.Fraction(auc.Value) : "–"),
                new Text(attack.Auc is { } interval ? $"{Figures.Fraction(interval.Low)} – {Figures.Fraction(interval.High)}" : "–"),
                .. attack.TprAtFpr.Select(TprCell),
            ]);
        }

        terminal.OutputConsole.Write(table);
        WriteTableNotes(evaluation);
    }

    // The store keeps the instruction sets; people do not need them in every result.
    [GeneratedRegex(@" \[[^\]]*\]")]
    private static partial Regex CpuFeatures();

    private static Text TprCell(TprAtFprEstimate tpr) => tpr.Estimate is { } estimate
        ? new Text($"{Figures.Percent(estimate.Value)} ({Figures.Percent(estimate.Low)} – {Figures.Percent(estimate.High)})")
        : new Text("–", new Style(Color.Grey));

    private void WriteTableNotes(RunEvaluation evaluation)
    {
        var notes = evaluation.Attacks
            .SelectMany(a => a.TprAtFpr.Where(t => t.Reason is not null && a.Auc is not null).Select(t => $"TPR at {Figures.Percent(t.Bound)} FPR {t.Reason}."))
            .Concat(evaluation.Attacks.Select(a => a.AucReason).OfType<string>())
            .Concat(evaluation.Attacks.SelectMany(a => a.NotApplicable.Select(n => $"{a.Attack}: {Figures.Count(n.Count, "document")} without a score ({n.Reason}).")))
            .Concat(evaluation.Attacks.Select(a => a.Intervals?.Note).OfType<string>())
            .Distinct(StringComparer.Ordinal)
            .ToList();
        terminal.Output.WriteLine();
        foreach (var note in notes)
        {
            Line("", note);
        }

        terminal.Output.WriteLine();
    }

    private void WriteTop(RunEvaluation evaluation)
    {
        if (evaluation.Top.Count == 0)
        {
            return;
        }

        Line("highest", $"by {evaluation.RankedBy}, a higher score being more member-like");
        var width = evaluation.Top.Max(document => document.Document.Length);
        foreach (var document in evaluation.Top)
        {
            Line("", $"{document.Document.PadRight(width)}  {document.Label.ToText(),-9}  {Figures.Score(document.Score),10}  {document.Statement}");
        }

        Line("", Caveat.Standing);
        terminal.Output.WriteLine();
    }

    private void WriteFailures(IProbeStore store, RunRecord run)
    {
        var failures = store.ReadFailures(run.Id).Where(failure => failure.IsFatal).ToList();
        foreach (var failure in failures.Take(ShownProblems))
        {
            Line("failed", $"{failure.Document}: {failure.Reason}");
        }

        if (failures.Count > ShownProblems)
        {
            Line("", $"… and {Figures.Count(failures.Count - ShownProblems)} more");
        }
    }

    private void Line(string label, string text)
    {
        foreach (var (line, isFirst) in Wrapping.Wrap(text, terminal.Traits.Width - LabelWidth).Select((line, i) => (line, i == 0)))
        {
            terminal.Output.WriteLine((isFirst ? label : "").PadRight(LabelWidth) + line);
        }
    }
}

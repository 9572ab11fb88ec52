using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Views;

/// <summary>One line an attack, the highest AUC first, and below what must be known to read it.</summary>
internal sealed class AttackTable(Terminal terminal)
{
    private const string None = "–";

    private readonly LabelledLines _lines = new(terminal);

    public void Write(RunEvaluation evaluation)
    {
        var table = Build(evaluation, withIntervals: true);
        if (table.Width > terminal.Traits.Width)
        {
            table = Build(evaluation, withIntervals: false);
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine();
        foreach (var note in Notes(evaluation))
        {
            _lines.Write("", note);
        }
    }

    /// <param name="evaluation">The attacks.</param>
    /// <param name="withIntervals">Give the TPR with its interval; a narrow terminal has no room for it.</param>
    private static TextTable Build(RunEvaluation evaluation, bool withIntervals)
    {
        var bounds = evaluation.Attacks.Select(attack => attack.TprAtFpr).FirstOrDefault() ?? [];
        var table = new TextTable([false, true, true, .. bounds.Select(_ => true)]);
        table.Add(["attack", "AUC", "95% interval", .. bounds.Select((tpr, i) => i == 0 ? $"TPR at {Figures.Percent(tpr.Bound)} FPR" : $"at {Figures.Percent(tpr.Bound)}")]);
        foreach (var attack in evaluation.Attacks.OrderByDescending(a => a.Auc?.Value ?? -1).ThenBy(a => a.Attack, StringComparer.Ordinal))
        {
            table.Add([
                attack.Attack,
                attack.Auc is { } auc ? Figures.Fraction(auc.Value) : None,
                attack.Auc is { } interval ? $"{Figures.Fraction(interval.Low)} – {Figures.Fraction(interval.High)}" : None,
                .. attack.TprAtFpr.Select(tpr => Cell(tpr, withIntervals)),
            ]);
        }

        return table;
    }

    private static string Cell(TprAtFprEstimate tpr, bool withInterval) => tpr.Estimate is not { } estimate
        ? None
        : withInterval
            ? $"{Figures.Percent(estimate.Value)} ({Figures.Percent(estimate.Low)} – {Figures.Percent(estimate.High)})"
            : Figures.Percent(estimate.Value);

    private static List<string> Notes(RunEvaluation evaluation)
    {
        var notes = evaluation.Attacks
            .SelectMany(a => a.TprAtFpr.Where(t => t.Reason is not null && a.Auc is not null).Select(t => $"TPR at {Figures.Percent(t.Bound)} FPR {t.Reason}."))
            .Concat(evaluation.Attacks.Select(a => a.AucReason).OfType<string>())
            .Concat(Unscored(evaluation))
            .Concat(evaluation.Attacks.Select(a => a.Intervals?.Note).OfType<string>())
            .Distinct(StringComparer.Ordinal)
            .ToList();

        // Where a note of one attack says all that another's says and more, the longer one is enough.
        notes.RemoveAll(note => notes.Exists(other => other.Length > note.Length && other.StartsWith(note, StringComparison.Ordinal)));
        return notes;
    }

    private static IEnumerable<string> Unscored(RunEvaluation evaluation) => evaluation.Attacks
        .SelectMany(attack => attack.NotApplicable.Select(count => (attack.Attack, count.Reason, count.Count)))
        .GroupBy(entry => (entry.Reason, entry.Count))
        .Select(same => $"{Subject(same.Select(entry => entry.Attack).ToList(), evaluation)}: {Figures.Count(same.Key.Count, "document")} without a score ({same.Key.Reason}).");

    private static string Subject(List<string> attacks, RunEvaluation evaluation) =>
        attacks.Count > 1 && attacks.Count == evaluation.Attacks.Count ? "every attack" : string.Join(", ", attacks);
}

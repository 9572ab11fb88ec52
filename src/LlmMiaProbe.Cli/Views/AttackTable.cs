using LlmMiaProbe.Attacks;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;
using Spectre.Console;

namespace LlmMiaProbe.Cli.Views;

/// <summary>
/// One line an attack, the headline first and then the highest AUC, what is reached without a model, and below what must be known to read
/// it.
/// </summary>
internal sealed class AttackTable(Terminal terminal, AttackNames? names = null)
{
    private readonly LabelledLines _lines = new(terminal, names: names);

    public void Write(RunEvaluation evaluation)
    {
        if (evaluation.Attacks.All(attack => attack.Auc is null))
        {
            _lines.Write("attacks", $"{string.Join(", ", evaluation.Attacks.Select(attack => attack.Attack))} (scores without an AUC)");
            WriteNotes(evaluation);
            return;
        }

        var table = Build(evaluation, isNarrow: false, isShort: false);
        if (table.FullWidth() > terminal.Traits.Width)
        {
            table = Build(evaluation, isNarrow: true, isShort: false);
        }

        var isShort = table.FullWidth() > terminal.Traits.Width;
        if (isShort)
        {
            table = Build(evaluation, isNarrow: true, isShort: true);
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine();
        if (isShort)
        {
            _lines.Write("", "Parameters of attacks that are not shown have their defaults.");
        }

        WriteNotes(evaluation);
    }

    private void WriteNotes(RunEvaluation evaluation)
    {
        foreach (var note in AttackNotes.Unscored(evaluation.Attacks)
            .Concat(Shots(evaluation))
            .Concat(AttackNotes.Of(evaluation.Attacks, evaluation.Exploration, Figures.Percent)))
        {
            _lines.Write("", note);
        }
    }

    /// <param name="evaluation">The attacks.</param>
    /// <param name="isNarrow">Leave out the intervals of the TPR, and bounds at which no attack has one; the notes say why.</param>
    /// <param name="isShort">Leave out parameters that have their defaults.</param>
    private static Table Build(RunEvaluation evaluation, bool isNarrow, bool isShort)
    {
        var bounds = AttackRow.Bounds(evaluation.Attacks, onlyMeasured: isNarrow);
        var table = Tables.Of([false, true, true, .. bounds.Select(_ => true)]);
        table.Add(
            [
                isNarrow ? "attack (* headline)" : "attack",
                "AUC",
                "95% interval",
                .. bounds.Select((bound, i) => i == 0 ? $"TPR at {Figures.Percent(bound)} FPR" : $"at {Figures.Percent(bound)}"),
            ]);
        foreach (var row in AttackRow.Of(evaluation.Attacks, evaluation.Headline, evaluation.Health?.Labels))
        {
            var id = isShort && row.Id != AttackRow.Blind ? AttackSelection.Parse(row.Id)[0].ShortId : row.Id;
            var mark = !row.IsHeadline ? "" : isNarrow ? " *" : " (headline)";
            table.Add([id + mark, row.Auc, row.Interval, .. bounds.Select(bound => row.Tpr(bound, withInterval: !isNarrow))]);
        }

        return table;
    }

    private static IEnumerable<string> Shots(RunEvaluation evaluation) => (evaluation.Prefixes ?? [])
        .Select(
            shots =>
                string.Join(
                    ", ",
                    evaluation.Attacks.Where(attack => shots.IsOf(AttackSelection.Parse(attack.Attack)[0])).Select(attack => attack.Attack))
                + $": {shots.Sentence}");
}

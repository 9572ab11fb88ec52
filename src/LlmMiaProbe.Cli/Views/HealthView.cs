using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What the run comes down to, and what its documents alone say about that.</summary>
internal sealed class HealthView(Terminal terminal, AttackNames? names = null)
{
    private readonly LabelledLines _lines = new(terminal, names: names);

    public void Write(RunEvaluation evaluation)
    {
        var health = evaluation.Health;
        if (evaluation.Headline.Reason is { } reason)
        {
            _lines.Write("headline", reason);
        }

        if (health?.Labels is { } labels)
        {
            WriteShifts("data", "members and non-members", labels);
            WriteNotes(labels, IsWarned(labels) ? HealthStatement.Labels(labels) : null);
        }

        if (health?.Calibration is { } calibration)
        {
            WriteShifts(health.Labels is null ? "data" : "", "documents under test and calibration", calibration);
            WriteNotes(calibration, IsWarned(calibration) ? HealthStatement.Calibration(calibration) : null);
        }

        if (health is not null && Duplicates(health.Duplicates) is { } duplicates)
        {
            _lines.Write("", duplicates);
        }

        terminal.Output.WriteLine();
    }

    private void WriteShifts(string label, string sets, SetComparison comparison) => _lines.WriteParts(label, " · ",
    [
        $"{sets} without a model: text {Text(comparison)}",
        $"AUC of length {Shift(comparison.Length)}",
        $"of years named {Shift(comparison.Years)}",
        $"languages {Figures.Percent(comparison.Languages.Distance)} apart",
        .. comparison.SharedNgrams is { } shared ? (string[])[$"{Figures.Percent(shared)} of word 8-grams shared"] : [],
    ]);

    private void WriteNotes(SetComparison comparison, string? warning)
    {
        foreach (var note in new[] { warning, HealthStatement.UnmixedGroups(comparison), HealthStatement.Sample(comparison) }.OfType<string>())
        {
            _lines.Write("", note);
        }
    }

    private static bool IsWarned(SetComparison comparison) => comparison.Separates || comparison.Text is { PValue: null };

    private static string Text(SetComparison comparison) =>
        (comparison.Text is { } text ? HealthStatement.OfText(text) : null) ?? Shift(comparison.Words);

    private static string Shift(ShiftEstimate shift) => shift.Auc is { } auc
        ? $"{Figures.Fraction(auc.Value)} ({Figures.Fraction(auc.Low)} – {Figures.Fraction(auc.High)})"
        : "not measured";

    private static string? Duplicates(DuplicateReport duplicates)
    {
        var across = duplicates.Exact.MemberAgainstNonMember.Documents + duplicates.Near.MemberAgainstNonMember.Documents;
        var unknown = duplicates.Exact.AgainstUnknown.Documents + duplicates.Near.AgainstUnknown.Documents;
        var within = duplicates.Exact.WithinLabel.Documents + duplicates.Near.WithinLabel.Documents;
        return across + unknown + within == 0
            ? null
            : $"equal or similar documents: {Figures.Count(across)} between members and non-members, {Figures.Count(unknown)} between labelled and unlabelled, "
                + $"{Figures.Count(within)} within a label ('mia-probe corpus check' names them)";
    }
}

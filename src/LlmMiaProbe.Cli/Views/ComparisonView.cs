using System.Globalization;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using Spectre.Console;

namespace LlmMiaProbe.Cli.Views;

/// <summary>Two runs held against each other, for people.</summary>
internal sealed class ComparisonView(Terminal terminal)
{
    private const string None = "–";
    private const int ShownDocuments = 5;

    private readonly LabelledLines _lines = new(terminal);

    public void Show(RunComparison comparison)
    {
        var (earlier, later) = (comparison.Earlier.Id, comparison.Later.Id);
        WriteRun("earlier", comparison.Earlier);
        WriteRun("later", comparison.Later);
        _lines.Write("documents", ChangeStatement.Of(comparison.Pairing, earlier, later));
        terminal.Output.WriteLine();
        (comparison.Coverage.Count == 0 ? Attacks(comparison) : Coverage(comparison)).Write(terminal.Output);
        terminal.Output.WriteLine();
        foreach (var sentence in comparison.Attacks.Where(attack => attack.IsHeadline).Select(attack => ChangeStatement.Of(attack, earlier, later))
            .Concat(comparison.Coverage.Select(change => ChangeStatement.Of(change, earlier, later))).OfType<string>())
        {
            _lines.Write("", sentence);
        }

        foreach (var note in Notes(comparison).Distinct(StringComparer.Ordinal))
        {
            _lines.Write("", note);
        }

        terminal.Output.WriteLine();
        WriteExposure(comparison);
        foreach (var (warning, i) in comparison.Warnings.Select((warning, i) => (warning, i)))
        {
            _lines.Write(i == 0 ? "warning" : "", warning);
        }

        _lines.Write("note", ChangeStatement.Standing);
    }

    private void WriteRun(string label, RunRecord run)
    {
        var target = run.Models.FirstOrDefault(model => model.Role == ModelRole.Target)?.Model;
        _lines.WriteParts(
            label,
            " · ",
            [
                $"run {run.Id}",
                target?.Name ?? "no model",
                $"{(target is { HasNoFile: true } ? "identity" : "sha256")} {target?.Fingerprint.Short}…",
                $"{run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC",
            ]);
    }

    private static Table Attacks(RunComparison comparison)
    {
        var table = Tables.Of(false, true, true, true, true, true);
        table.Add("attack (* headline)", $"run {comparison.Earlier.Id}", $"run {comparison.Later.Id}", "change", "95% interval", "documents");
        foreach (var attack in comparison.Attacks)
        {
            table.Add(
                attack.Attack + (attack.IsHeadline ? " *" : ""),
                attack.Earlier is { } before ? Figures.Fraction(before) : None,
                attack.Later is { } after ? Figures.Fraction(after) : None,
                attack.Change is { } change ? ChangeStatement.Signed(change.Value) : None,
                attack.Change is { } interval ? $"{ChangeStatement.Signed(interval.Low)} – {ChangeStatement.Signed(interval.High)}" : None,
                Figures.Count(attack.Members + attack.NonMembers));
        }

        return table;
    }

    private static Table Coverage(RunComparison comparison)
    {
        var table = Tables.Of(false, true, true, true, true);
        table.Add("p_z", $"run {comparison.Earlier.Id}", $"run {comparison.Later.Id}", "change", "95% interval");
        foreach (var coverage in comparison.Coverage)
        {
            table.Add(
                $"≥ {Figures.Threshold(coverage.Threshold)}",
                Figures.Percent(coverage.Earlier),
                Figures.Percent(coverage.Later),
                ChangeStatement.Points(coverage.Change?.Value ?? coverage.Later - coverage.Earlier),
                coverage.Change is { } change ? $"{ChangeStatement.Points(change.Low)} – {ChangeStatement.Points(change.High)}" : None);
        }

        return table;
    }

    private static IEnumerable<string> Notes(RunComparison comparison)
    {
        foreach (var note in comparison.Attacks.Select(attack => attack.Reason ?? attack.Intervals?.Note).Append(comparison.CoverageIntervals).OfType<string>())
        {
            yield return note;
        }

        foreach (var reason in comparison.UncomparedReasons)
        {
            yield return reason;
        }
    }

    private void WriteExposure(RunComparison comparison)
    {
        foreach (var change in comparison.Exposure)
        {
            _lines.Write("exposed", ChangeStatement.Of(change, comparison.Earlier.Id, comparison.Later.Id));
            WriteNames($"run {comparison.Later.Id} only:", change.NewlyExposed);
            WriteNames($"run {comparison.Earlier.Id} only:", change.NewlySafe);
        }

        _lines.Write(comparison.Exposure.Count == 0 ? "exposed" : "", comparison.ExposureReason ?? ChangeStatement.Crossing);
        terminal.Output.WriteLine();
    }

    private void WriteNames(string label, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            _lines.Write(
                "",
                $"{label} {string.Join(", ", names.Take(ShownDocuments).Select(Names.Of))}"
                + $"{(names.Count > ShownDocuments ? $" and {Figures.Count(names.Count - ShownDocuments)} more; --output json names them all" : "")}");
        }
    }
}

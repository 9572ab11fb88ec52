using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using Spectre.Console;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What defences would change in an extraction run.</summary>
internal sealed class ExtractionSimulationView(Terminal terminal)
{
    private const int LabelWidth = 22;

    private readonly LabelledLines _lines = new(terminal, LabelWidth);

    public void Show(RunRecord run, SimulatedExtraction simulated, IReadOnlyList<Defence> defences, bool isListed)
    {
        var settings = Windows(run);
        foreach (var line in Layout.Wrap(Heading(settings, simulated), terminal.Traits.Width))
        {
            terminal.Output.WriteLine(line);
        }

        terminal.Output.WriteLine();
        Table(settings, simulated).Write(terminal.Output);
        terminal.Output.WriteLine();
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var defence in defences)
        {
            var reading = Reading(run, defence, simulated, isListed);
            _lines.Write(defence.Id, $"The endpoint {defence.Meaning}. {(read.Add(reading) ? reading : "")}".TrimEnd());
        }
    }

    private static string Heading(ExtractionSettings settings, SimulatedExtraction simulated) =>
        $"{Figures.Count(simulated.Windows, "window")} of {Figures.Count(simulated.Documents, "document")}, {ExtractionStatement.Cut(settings)}: "
        + $"share of the {Figures.Count(simulated.Characters, "character")} under a suffix that have this p_z or more; windows that greedy decoding emits; "
        + "expected share of the windows, and of the characters by the best window over each, that come out at least once in n draws of each window "
        + "(the mean of 1-(1-p_z)^n)";

    private static Table Table(ExtractionSettings settings, SimulatedExtraction simulated)
    {
        var hasSchemes = settings.Schemes.Count > 0;
        var table = Tables.Of(
            [
                false,
                .. hasSchemes ? [false] : (bool[])[],
                .. ExtractionThresholds.Coverage.Select(_ => true),
                true,
                .. simulated.Budgets.SelectMany(_ => (bool[])[true, true]),
            ]);
        table.Add(
            [
                "",
                .. hasSchemes ? [""] : (string[])[],
                .. ExtractionThresholds.Coverage.Select(p => $"≥{Figures.Threshold(p)}"),
                "greedy",
                .. simulated.Budgets.SelectMany(n => (string[])[Figures.Count(n, "draw"), "text"]),
            ]);
        foreach (var row in simulated.Rows)
        {
            var name = row.Defence?.Id ?? "as it is";
            string[] decoding = hasSchemes ? [Name(row.Scheme)] : [];
            if (ReferenceEquals(row.AtLeast, row.AtMost))
            {
                table.Add([name, .. decoding, .. Cells(row.AtLeast, simulated.Budgets.Count)]);
            }
            else
            {
                table.Add([$"{name}, at least", .. decoding, .. Cells(row.AtLeast, simulated.Budgets.Count)]);
                table.Add([$"{name}, at most", .. decoding, .. Cells(row.AtMost, simulated.Budgets.Count)]);
            }
        }

        return table;
    }

    private static IEnumerable<string> Cells(EmissionFigures? figures, int budgets) => figures is null
        ? Enumerable.Repeat("–", ExtractionThresholds.Coverage.Count + 1 + (2 * budgets))
        :
        [
            .. figures.Coverage.Select(Figures.Percent),
            figures.GreedyWindows is { } greedy ? Figures.Count(greedy) : "–",
            .. figures.WindowsEmitted.Zip(figures.CharactersEmitted).SelectMany(pair => (string[])[Figures.Percent(pair.First), Figures.Percent(pair.Second)]),
        ];

    private static string Reading(RunRecord run, Defence defence, SimulatedExtraction simulated, bool isListed) => defence switch
    {
        QueryBudget => "",
        { ShowsLess: true } when simulated.Rows.Any(row => row.Defence == defence && row.AtLeast is null) => "Nothing can be told of p_z any more; "
            + "what comes out stays as it is, and only drawing it ('mia-probe extract --draws') shows it.",
        { ShowsLess: true } => "What comes out stays as it is: the rows say between what bounds p_z can still be told without drawing.",
        { NeedsText: true } => $"{(isListed ? "Protected are the texts of --listed." : "Protected is each document of the run.")} A suffix that is caught has "
            + $"a p_z of 0, any other keeps its own. {defence.Caveat}",
        _ when simulated.Rows.All(row => row.Defence != defence) => "The run measured no decoding that is left. This does: "
            + $"{RunCommandLine.Of(run.Settings with { Task = new ExtractionTask(Windows(run) with { Schemes = [Left(defence)] }) })}",
        _ => "Shown are the decodings that are left of those that the run measured.",
    };

    private static ExtractionSettings Windows(RunRecord run) => run.Settings.Extraction ?? new ExtractionSettings();

    /// <summary>The decoding nearest to the model's own that a floor leaves.</summary>
    private static DecodingScheme Left(Defence defence) => new() { Temperature = defence is TemperatureFloor floor ? Math.Max(1, floor.Least) : 1 };

    private static string Name(DecodingScheme scheme) => scheme == DecodingScheme.Full ? "T=1" : ExtractionFigures.Name(scheme.Id);
}

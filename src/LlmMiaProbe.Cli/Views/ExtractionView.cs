using System.Globalization;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Views;

/// <summary>The result of an extraction, for people.</summary>
internal sealed class ExtractionView(Terminal terminal)
{
    private const int ShownDocuments = 5;
    private const int ShownProblems = 5;
    private const int RankingThreshold = 2;

    private readonly LabelledLines _lines = new(terminal);

    /// <summary>How windows are cut, in words.</summary>
    public static string Cut(ExtractionSettings settings) =>
        $"{Figures.Count(settings.PrefixTokens)} tokens given and {Figures.Count(settings.SuffixTokens)} to emit, every {Figures.Count(settings.StrideCharacters, "character")}{(settings.Sample is { } sample ? $", at most {Figures.Count(sample)} a document" : "")}";

    /// <param name="store">Where the run is.</param>
    /// <param name="run">The run.</param>
    /// <param name="settings">How it cut windows.</param>
    /// <param name="evaluation">Its evaluation.</param>
    /// <param name="next">A command that goes on from here.</param>
    public void Show(IProbeStore store, RunRecord run, ExtractionSettings settings, ExtractionEvaluation evaluation, string next)
    {
        foreach (var (role, model, _) in run.Models.OrderByDescending(m => m.Role.Name, StringComparer.Ordinal))
        {
            _lines.WriteParts(role.Name, " · ", [model.Name, model.Architecture, Figures.Parameters(model.ParameterCount), model.Quantization, $"sha256 {model.Fingerprint.Short}…"]);
        }

        _lines.Write("windows", Cut(settings));
        _lines.Write("measured", $"{Figures.Count(run.Counts.Scored)} of {Figures.Count(run.Counts.Documents, "document")}"
            + (run.Counts.Failed > 0 ? $" · {Figures.Count(run.Counts.Failed)} failed" : "")
            + (run.Counts.TokensDecoded == 0 ? run.Counts.Scored == 0 ? "" : " · all evidence came from the store; nothing was decoded" : $" · {Figures.Count(run.Counts.TokensDecoded, "token")} decoded"));
        terminal.Output.WriteLine();
        var shown = evaluation.Documents
            .OrderByDescending(document => document.Summaries[0].Coverage(RankingThreshold))
            .ThenByDescending(document => document.Summaries[0].BestLogPz)
            .ThenBy(document => document.Ordinal)
            .Take(ShownDocuments)
            .ToList();
        shown.ForEach(document => WriteDocument(store, run, document));
        if (evaluation.Documents.Count > shown.Count)
        {
            _lines.Write("", $"… and {Figures.Count(evaluation.Documents.Count - shown.Count, "document")} with less coverage; --output json names them all");
        }

        _lines.Write("note", $"p_z is the probability that the model emits exactly the suffix after its prefix. {ExtractionCaveat.Standing}");
        WriteFailures(store, run);
        _lines.Write("store", $"{Figures.PathName(store.Location)} · run {run.Id}");
        _lines.WriteLine("next", next);
    }

    private void WriteDocument(IProbeStore store, RunRecord run, ExtractedDocument document)
    {
        terminal.Output.WriteLine($"{Figures.Name(document.Id)}: {Figures.Count(document.Summaries[0].Windows, "window")}; share of the {Figures.Count(document.Summaries[0].CoveredCharacters)} characters that a suffix covers, by p_z");
        CoverageTable(document).Write(terminal.Output);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine("draws after which the best window has been emitted at least once with a probability of");
        DrawsTable(document).Write(terminal.Output);
        terminal.Output.WriteLine();
        WriteStrips(store, run, document);
        terminal.Output.WriteLine();
    }

    private static TextTable CoverageTable(ExtractedDocument document)
    {
        var table = new TextTable([false, .. ExtractionThresholds.Coverage.Select(_ => true), true, true, true, true]);
        table.Add(["", .. ExtractionThresholds.Coverage.Select(p => $"≥ {Threshold(p)}"), "greedy", "exact", "strength", "median log p_z"]);
        foreach (var summary in document.Summaries)
        {
            table.Add([
                Name(summary.Request),
                .. ExtractionThresholds.Coverage.Select((_, i) => Figures.Percent(summary.Coverage(i))),
                Figures.Count(summary.GreedyWindows),
                Figures.Fraction(summary.ExactMemorization),
                Figures.Fraction(summary.ExtractionStrength),
                Nats(summary.MedianLogPz),
            ]);
        }

        foreach (var difference in document.Differences)
        {
            table.Add([
                $"{Name(difference.Of)} - {Name(difference.Minus)}",
                .. ExtractionThresholds.Coverage.Select((_, i) => Signed((Coverage(document, difference.Of, i) - Coverage(document, difference.Minus, i)) * 100, "0.#") + "%"),
                Signed(difference.GreedyShare * difference.Windows, "0"),
                Signed(difference.ExactMemorization, ".000"),
                Signed(difference.ExtractionStrength, ".000"),
                Signed(difference.MedianLogPz, "0.0"),
            ]);
        }

        return table;
    }

    private static TextTable DrawsTable(ExtractedDocument document)
    {
        var table = new TextTable([false, .. ExtractionThresholds.Success.Select(_ => true), true, true, true]);
        table.Add(["", .. ExtractionThresholds.Success.Select(Threshold), "log p_z", "rank bound", "characters"]);
        foreach (var summary in document.Summaries)
        {
            table.Add([
                Name(summary.Request),
                .. ExtractionThresholds.Success.Select(p => Draws(summary.BestLogPz, p)),
                Nats(summary.BestLogPz),
                $"2^-{summary.BestRankBits.ToString("0.#", CultureInfo.InvariantCulture)}",
                $"{Figures.Count(summary.Best.SuffixStart)} – {Figures.Count(summary.Best.SuffixEnd)}",
            ]);
        }

        return table;
    }

    private void WriteStrips(IProbeStore store, RunRecord run, ExtractedDocument document)
    {
        var analysis = new ExtractionAnalysis(store);
        var series = run.Models.Select(model => model.Role)
            .OrderByDescending(role => role.Name, StringComparer.Ordinal)
            .Select(role => (Role: role, Coverage: analysis.Series(run.Id, document.Ordinal, WindowRequest.Of(role))))
            .ToList();
        var length = series.Max(entry => entry.Coverage.Series.Length);
        foreach (var (role, coverage) in series)
        {
            _lines.WriteLine(role.Name, $"|{CharacterStrip.Of(coverage.Series, length)}|");
        }

        _lines.Write("", CharacterStrip.Legend);
    }

    private void WriteFailures(IProbeStore store, RunRecord run)
    {
        var failures = store.ReadFailures(run.Id);
        foreach (var failure in failures.Take(ShownProblems))
        {
            _lines.Write("failed", $"{Figures.Name(failure.Document)}: {failure.Reason}");
        }

        if (failures.Count > ShownProblems)
        {
            _lines.Write("", $"… and {Figures.Count(failures.Count - ShownProblems)} more");
        }
    }

    private static double Coverage(ExtractedDocument document, string request, int threshold) =>
        document.Summaries.First(summary => summary.Request == request).Coverage(threshold);

    // "target", "target, temperature=1,top-k=40" or "target, shuffled".
    private static string Name(string request) => request.Split('/') is [var role, var asked] && asked != "window"
        ? $"{role}, {(asked.StartsWith("window(", StringComparison.Ordinal) ? asked[7..^1] : asked)}"
        : request.Split('/')[0];

    private static string Threshold(double probability) => probability.ToString(".###", CultureInfo.InvariantCulture);

    private static string Nats(double value) => double.IsNegativeInfinity(value) ? "-∞" : value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Signed(double value, string format) =>
        double.IsFinite(value) ? value.ToString($"+{format};-{format};0", CultureInfo.InvariantCulture) : double.IsNaN(value) ? "–" : value > 0 ? "+∞" : "-∞";

    private static string Draws(double logPz, double success) => QueriesNeeded.Log10(logPz, success) switch
    {
        < 7 => Figures.Count((long)QueriesNeeded.Of(logPz, success)),
        double.PositiveInfinity => "never",
        var log10 => "10^" + log10.ToString("0", CultureInfo.InvariantCulture),
    };
}

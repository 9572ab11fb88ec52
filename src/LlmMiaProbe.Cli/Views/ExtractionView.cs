using System.Globalization;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using Spectre.Console;

namespace LlmMiaProbe.Cli.Views;

/// <summary>The result of an extraction, for people.</summary>
internal sealed class ExtractionView(Terminal terminal)
{
    private const int ShownDocuments = 5;
    private const int ShownProblems = 5;
    private const int RankingThreshold = 2;
    private const int ShownPassages = 3;
    private const int ShownCharacters = 200;

    private readonly LabelledLines _lines = new(terminal);

    /// <param name="store">Where the run is.</param>
    /// <param name="run">The run.</param>
    /// <param name="settings">How it cut windows.</param>
    /// <param name="evaluation">Its evaluation.</param>
    /// <param name="next">A command that goes on from here.</param>
    public void Show(IProbeStore store, RunRecord run, ExtractionSettings settings, ExtractionEvaluation evaluation, string next)
    {
        if (evaluation.Documents.Count > 0)
        {
            _lines.Write("answer", ExtractionStatement.Plain(evaluation.Documents, settings));
            WritePassages(store, run, evaluation);
            terminal.Output.WriteLine();
        }

        foreach (var (role, model, _) in run.Models.OrderByDescending(m => m.Role.Name, StringComparer.Ordinal))
        {
            _lines.WriteParts(role.Name, " · ", ModelLine.Parts(model));
        }

        foreach (var hosted in new[] { run.Settings.Hosted, run.Settings.HostedReference }.OfType<HostedModel>())
        {
            new EndpointView(terminal).Write(hosted);
        }

        _lines.Write("windows", ExtractionStatement.Cut(settings, run.Settings.WindowTokenizer, evaluation.Chat is not null));
        if (evaluation.Chat is { } chat)
        {
            _lines.Write("chat", chat.SentenceOf(settings));
        }

        if (run.Models.Select(model => model.Model.Tokenizer).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            _lines.Write(
                "",
                "different tokenizers: the reference is given and must emit the same texts in its own tokens, each tokenised by itself; "
                + "windows that it cannot spell so are left out for it");
        }

        _lines.Write("measured", $"{Figures.Count(run.Counts.Scored)} of {Figures.Count(run.Counts.Documents, "document")}"
            + (run.Counts.Failed > 0 ? $" · {Figures.Count(run.Counts.Failed)} failed" : "")
            + CorpusView.NotRead(run.Counts.Unreadable, run.Counts.LeftOut)
            + (run.Counts.TokensDecoded == 0
                ? run.Counts.Scored == 0 ? "" : " · all evidence came from the store; nothing was decoded"
                : run.Settings.Hosted is null
                ? $" · {Figures.Count(run.Counts.TokensDecoded, "token")} decoded"
                : ""));
        EndpointView.Write(_lines, run.Usage);
        terminal.Output.WriteLine();
        var shown = evaluation.Documents
            .OrderByDescending(document => document.Summaries[0].Coverage(RankingThreshold))
            .ThenByDescending(document => document.Summaries[0].BestLogPz)
            .ThenBy(document => document.Ordinal)
            .Take(ShownDocuments)
            .ToList();
        shown.ForEach(document => WriteDocument(store, run, settings, document));
        if (evaluation.Documents.Count > shown.Count)
        {
            _lines.Write("", $"… and {Figures.Count(evaluation.Documents.Count - shown.Count, "document")} with less coverage; --output json names them all");
        }

        _lines.Write("note", $"p_z is the probability that the model emits exactly the suffix after its prefix. {ExtractionCaveat.Of(run.Settings)}");
        WriteFailures(store, run);
        _lines.Write("store", $"{Names.OfPath(store.Location)} · {RunView.RunName(run)}");
        _lines.WriteLine("next", next);
    }

    // Those of the document that comes most easily, if it may be quoted.
    private void WritePassages(IProbeStore store, RunRecord run, ExtractionEvaluation evaluation)
    {
        var document = evaluation.Documents.OrderByDescending(document => document.Summaries[0].BestLogPz).ThenBy(document => document.Ordinal).First();
        var hash = store.ReadDocuments(run.Id).First(entry => entry.Ordinal == document.Ordinal).Facts.Hash;
        if (store.FindText(hash) is not { } text)
        {
            return;
        }

        if (evaluation.Documents is [{ Summaries: [var target, ..] }])
        {
            _lines.Write("", $"{ExtractionStatement.Covered(target.Windows, target.CoveredCharacters, text.Length)}.");
        }

        var passages = new ExtractionAnalysis(store).Likeliest(run.Id, document.Ordinal, WindowRequest.Of(ModelRole.Target), ShownPassages);
        foreach (var ((place, logPz), i) in passages.Select((passage, i) => (passage, i)))
        {
            _lines.Write(
                i == 0 ? "likeliest" : "",
                $"{ExtractionFigures.Range(ExtractionFigures.Odds(logPz.Low), ExtractionFigures.Odds(logPz.High))}: "
                + $"“{Shortened(text[place.SuffixStart..place.SuffixEnd])}” ({Names.Of(document.Id)}, character {Figures.Count(place.SuffixStart)})");
        }
    }

    private static string Shortened(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= ShownCharacters ? line : $"{line[..ShownCharacters]}…";
    }

    private void WriteDocument(IProbeStore store, RunRecord run, ExtractionSettings settings, ExtractedDocument document)
    {
        WriteParagraph($"{Names.Of(document.Id)}: {ExtractionStatement.Of(document, settings)}");
        terminal.Output.WriteLine();
        WriteParagraph(
            $"{Figures.Count(document.Summaries[0].Windows, "window")}: share of the characters under a suffix that have this p_z or more; "
            + "windows that greedy decoding emits; exact memorization, extraction strength; median log p_z");
        CoverageTable(document).Write(terminal.Output);
        ExtractionStatement.WindowNotes(document).ToList().ForEach(WriteParagraph);
        terminal.Output.WriteLine();
        WriteParagraph(
            "Draws after which the window with the largest p_z has been emitted at least once with a probability of .5, .9 or .99, "
            + "and the largest probability under any decoding that keeps the model's order of tokens"
            + (document.Summaries.Any(summary => summary.AtMost is not null)
                ? "; by what p_z is at least, so many are enough, and by what it is at most, so many are needed"
                : ""));
        QueriesTable(document).Write(terminal.Output);
        terminal.Output.WriteLine();
        new DrawsView(terminal).Write(document, settings);
        WriteStrips(store, run, document);
        terminal.Output.WriteLine();
    }

    private static Table CoverageTable(ExtractedDocument document)
    {
        var table = Tables.Of([false, .. ExtractionThresholds.Coverage.Select(_ => true), true, true, true, true]);
        table.Add(["", .. ExtractionThresholds.Coverage.Select(p => $"≥{Figures.Threshold(p)}"), "greedy", "EM", "ES", "median"]);
        foreach (var (name, summary) in document.Summaries.SelectMany(summary => summary.Ends))
        {
            table.Add([
                name,
                .. ExtractionThresholds.Coverage.Select((_, i) => Figures.Percent(summary.Coverage(i))),
                Figures.Count(summary.GreedyWindows),
                Figures.Fraction(summary.ExactMemorization),
                Figures.Fraction(summary.ExtractionStrength),
                ExtractionFigures.Nats(summary.MedianLogPz),
            ]);
        }

        foreach (var difference in document.Differences)
        {
            table.Add([
                $"{ExtractionFigures.Name(difference.Of)} - "
                + $"{(difference.Minus.EndsWith("/shuffled", StringComparison.Ordinal) ? "shuffled" : ExtractionFigures.Name(difference.Minus))}",
                .. ExtractionThresholds.Coverage.Select((_, i) => Points(Coverage(document, difference.Of, i) - Coverage(document, difference.Minus, i))),
                Signed(difference.GreedyShare * difference.Windows, "0"),
                Signed(difference.ExactMemorization, ".000"),
                Signed(difference.ExtractionStrength, ".000"),
                Signed(difference.MedianLogPz, "0.0"),
            ]);
        }

        return table;
    }

    private static Table QueriesTable(ExtractedDocument document)
    {
        var table = Tables.Of([false, .. ExtractionThresholds.Success.Select(_ => true), true, true, true]);
        table.Add(["", .. ExtractionThresholds.Success.Select(Figures.Threshold), "log p_z", "bound", "at character"]);
        foreach (var (name, summary) in document.Summaries.SelectMany(summary => summary.Ends))
        {
            table.Add([
                name,
                .. ExtractionThresholds.Success.Select(p => ExtractionFigures.Draws(summary.BestLogPz, p)),
                ExtractionFigures.Nats(summary.BestLogPz),
                ExtractionFigures.Bound(summary.BestRankBits),
                Figures.Count(summary.Best.SuffixStart),
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
        var length = series.Max(entry => entry.Coverage.AtLeast.Series.Length);
        foreach (var (name, coverage) in series.SelectMany(entry => entry.Coverage.Named(entry.Role.Name)))
        {
            // The label is narrow: "target", and below it "at most".
            _lines.WriteLine(name.Replace(", at least", "", StringComparison.Ordinal).Split(", ")[^1], $"|{CharacterStrip.Of(coverage.Series, length)}|");
        }

        _lines.Write("", CharacterStrip.Legend);
        if (store.ReadDocuments(run.Id).First(entry => entry.Ordinal == document.Ordinal) is var entry && TrainedPart.Of(entry) is { } part)
        {
            _lines.Write("", ExtractionStatement.Boundary(part, series[0].Coverage, series.Count > 1 ? series[1].Coverage : null));
        }
    }

    private void WriteFailures(IProbeStore store, RunRecord run)
    {
        var failures = store.ReadFailures(run.Id);
        foreach (var failure in failures.Take(ShownProblems))
        {
            _lines.Write("failed", $"{Names.Of(failure.Document)}: {failure.Reason}");
        }

        if (failures.Count > ShownProblems)
        {
            _lines.Write("", $"… and {Figures.Count(failures.Count - ShownProblems)} more");
        }
    }

    private static double Coverage(ExtractedDocument document, string request, int threshold) =>
        document.Summaries.First(summary => summary.Request == request).Coverage(threshold);

    private static string Points(double share) => Signed(share * 100, Math.Abs(share) < 0.0995 ? "0.0" : "0") + "%";

    private void WriteParagraph(string text)
    {
        foreach (var line in Layout.Wrap(text, terminal.Traits.Width))
        {
            terminal.Output.WriteLine(line);
        }
    }

    private static string Signed(double value, string format) =>
        double.IsFinite(value) ? value.ToString($"+{format};-{format};0", CultureInfo.InvariantCulture) : double.IsNaN(value) ? "–" : value > 0 ? "+∞" : "-∞";
}

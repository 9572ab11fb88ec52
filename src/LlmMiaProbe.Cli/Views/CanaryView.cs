using System.Globalization;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Views;

/// <summary>The outcome of a canary test, for people: each canary, then exposure against repetitions.</summary>
internal sealed class CanaryView(Terminal terminal)
{
    private const int LongestBar = 16;
    private const string None = "–";

    private readonly LabelledLines _lines = new(terminal);

    public void Show(CanaryResult result, string store)
    {
        WriteModel("target", result.Target);
        if (result.Reference is { } reference)
        {
            WriteModel("reference", reference);
        }

        var set = result.Set;
        var controls = set.Canaries.Count(canary => canary.Repetitions == 0);
        _lines.Write(
            "canaries",
            $"{Figures.Count(set.Canaries.Count)} with secrets of {Figures.Count(set.Alphabet.Length, "symbol")} out of {set.Alphabet.SymbolCount} "
            + $"({Figures.Hundredths(set.Alphabet.Bits)} bits) · {Figures.Count(set.Canaries.Sum(canary => (long)canary.Repetitions))} copies planted · "
            + $"{Figures.Count(controls)} never planted");
        _lines.Write("", set.IsSealed
            ? "the seed opens the sealed record, and the canaries drawn from it are those recorded"
            : "the file names its secrets; p-values hold if they were drawn at random");
        _lines.Write("scored", $"{Figures.Count(result.References, "reference")} for each canary · "
            + (result.TokensDecoded == 0
                ? "all evidence came from the store; nothing was decoded"
                : $"{Figures.Count(result.TokensDecoded, "token")} decoded"));
        terminal.Output.WriteLine();
        WriteCanaries(result);
        WriteCurve(result);
        WriteNotes(result);
        _lines.Write("store", Names.OfPath(store));
    }

    private void WriteModel(string role, ModelDescription model) =>
        _lines.WriteParts(role, " · ", ModelLine.Parts(model));

    private void WriteCanaries(CanaryResult result)
    {
        var controls = result.ControlScores.Count > 0 ? 1 : 0;
        var table = Tables.Of([false, true, true, true, true, true, true, .. Enumerable.Repeat(true, controls)]);
        table.Add(["canary", "copies", "log-prob", "rank", "exposure", "p", "extrapolated", .. Enumerable.Repeat("p by reference", controls)]);
        foreach (var (score, i) in result.Scores.Select((score, i) => (score, i)))
        {
            table.Add([
                Names.Of(score.Canary.Id),
                Figures.Count(score.Canary.Repetitions),
                score.LogProb is { } logProb ? Figures.Hundredths(logProb) : None,
                score.Rank is { } rank ? Figures.Count(rank.Rank) : None,
                Exposure(score.Rank),
                PValue(score.Rank),
                Extrapolated(score.Extrapolated?.Stated, score.Extrapolated?.IsBeyondReferences == true),
                .. result.ControlScores.Skip(i).Take(1).Select(control => PValue(control.Rank)),
            ]);
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine();
    }

    private void WriteCurve(CanaryResult result)
    {
        var table = Tables.Of(true, true, true, true, true, true, false);
        var highest = Math.Max(1, result.Curve.Select(point => point.Mean).DefaultIfEmpty(1).Max());
        table.Add("copies", "canaries", "mean exposure", "least", "largest", "extrapolated", "");
        foreach (var point in result.Curve)
        {
            table.Add(
                Figures.Count(point.Repetitions),
                Figures.Count(point.Canaries),
                (point.Capped > 0 ? "≥ " : "") + Figures.Hundredths(point.Mean),
                (point.Capped == point.Canaries ? "≥ " : "") + Figures.Hundredths(point.Least),
                (point.Capped > 0 ? "≥ " : "") + Figures.Hundredths(point.Largest),
                Extrapolated(point.MeanExtrapolated, point.Capped > 0),
                new string('█', (int)Math.Round(LongestBar * Math.Max(0, point.Mean) / highest)));
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine();
    }

    private void WriteNotes(CanaryResult result)
    {
        _lines.Write(
            "exposure",
            "bits by which guessing in the model's order is shorter than guessing blindly; "
            + $"{Figures.Count(result.References, "reference")} can show {Figures.Hundredths(result.Cap)} at most, marked ≥. "
            + $"p is rank / {Figures.Count(result.References + 1)}.");
        if (result.Scores.Any(score => score.Rank is not null && score.Extrapolated?.Exposure is null))
        {
            _lines.Write("", "No exposure is extrapolated where a skew-normal does not fit the references (Kolmogorov-Smirnov, 5%).");
        }

        if (result.Scores.Any(score => score.Extrapolated is { IsBeyondReferences: true, Exposure: not null }))
        {
            _lines.Write("", ExtrapolatedExposure.Warning);
        }

        if (result.Scores.Any(score => score.Extrapolated?.Exposure > result.Set.Alphabet.Bits))
        {
            _lines.Write(
                "",
                $"An extrapolated exposure beyond the {Figures.Hundredths(result.Set.Alphabet.Bits)} bits of a secret means that no other secret is "
                + "expected to be as likely.");
        }

        var controls = result.Scores
            .Where(score => score is { Canary.Repetitions: 0, Rank: not null })
            .Select(score => score.Rank.GetValueOrDefault().PValue)
            .Order()
            .ToList();
        if (controls.Count > 0)
        {
            _lines.Write(
                "controls",
                $"p of the never planted: {string.Join(", ", controls.Select(p => p.ToString("0.000", CultureInfo.InvariantCulture)))}; "
                + $"by chance the smallest of {Figures.Count(controls.Count)} is below 0.05 in "
                + $"{Figures.Percent(1 - Math.Pow(0.95, controls.Count))} of tests.");
        }

        foreach (var score in result.Scores.Concat(result.ControlScores).Where(score => score.Failure is not null))
        {
            _lines.Write("failed", $"{Names.Of(score.Canary.Id)}: {score.Failure}");
        }
    }

    private static string Exposure(RankExposure? rank) => rank is not { } known ? None : (known.IsCapped ? "≥ " : "") + Figures.Hundredths(known.Exposure);

    private static string Extrapolated(double? bits, bool isOrder) =>
        bits is not { } known ? None : isOrder ? "~" + known.ToString("0.###", CultureInfo.InvariantCulture) : Figures.Hundredths(known);

    private static string PValue(RankExposure? rank) => rank is { } known ? known.PValue.ToString("0.0000", CultureInfo.InvariantCulture) : None;
}

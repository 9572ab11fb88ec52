using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// The result of an extraction run as one JSON object, for scripts: <c>run</c>, <c>name</c>, <c>parent</c>, <c>counts</c>, <c>notRead</c>,
/// <c>windows</c> (how they were cut),
/// <c>caveat</c> and <c>documents</c>, each with <c>id</c>, <c>statement</c>, <c>series</c>, <c>differences</c> and <c>draws</c> (how many
/// came close to the suffix, a model). A series has <c>request</c> (model,
/// and prefix or decoding), <c>windows</c>, <c>medianLogPz</c>, <c>coveredCharacters</c>, <c>coverage</c> (share of them by least
/// p_z), <c>greedyWindows</c>, <c>exactMemorization</c>, <c>extractionStrength</c> and <c>best</c> (the window with the largest p_z).
/// Nats; a logarithm is null where the suffix cannot be drawn. Where an endpoint shows only bounds, these are what is certain, and
/// <c>atMost</c> has the most that each can be; else it is null. <c>unseenWindows</c> counts those of which no token was shown, and
/// <c>unmeasured</c> those without an answer, by <c>reason</c>. <c>usage</c> is what was asked of endpoints, or null.
/// </summary>
public static class ExtractionResultJson
{
    public static JsonObject Of(RunRecord run, ExtractionSettings settings, ExtractionEvaluation evaluation, IReadOnlyList<CorpusDefect> notRead) => new()
    {
        ["run"] = run.Id,
        ["name"] = run.Name,
        ["parent"] = run.Parent,
        ["counts"] = new JsonObject
        {
            ["documents"] = run.Counts.Documents,
            ["scored"] = run.Counts.Scored,
            ["failed"] = run.Counts.Failed,
            ["cached"] = run.Counts.Cached,
            ["tokensDecoded"] = run.Counts.TokensDecoded,
            ["unreadable"] = run.Counts.Unreadable,
            ["leftOut"] = run.Counts.LeftOut,
        },
        ["notRead"] = RunResultJson.NotRead(notRead),
        ["windows"] = new JsonObject
        {
            ["prefixTokens"] = settings.PrefixTokens,
            ["suffixTokens"] = settings.SuffixTokens,
            ["strideCharacters"] = settings.StrideCharacters,
            ["sample"] = settings.Sample,
            ["tokenizer"] = run.Settings.WindowTokenizer,
            ["draws"] = settings.Draws,
            ["epsilon"] = settings.Draws > 0 ? settings.Epsilon : null,
        },
        ["usage"] = EndpointJson.OfAny(run.Usage),
        ["caveat"] = ExtractionCaveat.Of(run.Settings),
        ["documents"] = new JsonArray([.. evaluation.Documents.Select(document => new JsonObject
        {
            ["id"] = document.Id,
            ["statement"] = ExtractionStatement.Of(document, settings),
            ["series"] = new JsonArray([.. document.Summaries.Select(Series)]),
            ["differences"] = new JsonArray([.. document.Differences.Select(Difference)]),
            ["draws"] = new JsonArray([.. (document.Draws ?? []).Select(Drawn)]),
        })]),
    };

    private static JsonObject Series(WindowSummary summary)
    {
        var series = new JsonObject { ["request"] = summary.Request, ["windows"] = summary.Windows };
        foreach (var (name, value) in Measures(summary))
        {
            series[name] = value?.DeepClone();
        }

        series["atMost"] = summary.AtMost is null ? null : Measures(summary.AtMost);
        series["unseenWindows"] = summary.UnseenWindows;
        series["unmeasured"] = new JsonArray(
            [.. summary.Unmeasured.Select(unmeasured => new JsonObject { ["reason"] = unmeasured.Reason, ["windows"] = unmeasured.Windows })]);
        return series;
    }

    private static JsonObject Measures(WindowSummary summary) => new()
    {
        ["medianLogPz"] = ExtractionNumbers.Of(summary.MedianLogPz),
        ["coveredCharacters"] = summary.CoveredCharacters,
        ["coverage"] = new JsonObject(
            ExtractionThresholds.Coverage.Select((p, i) => KeyValuePair.Create(p.ToString(CultureInfo.InvariantCulture), (JsonNode?)summary.Coverage(i)))),
        ["greedyWindows"] = summary.GreedyWindows,
        ["exactMemorization"] = summary.ExactMemorization,
        ["extractionStrength"] = summary.ExtractionStrength,
        ["best"] = new JsonObject
        {
            ["start"] = summary.Best.Start,
            ["suffixStart"] = summary.Best.SuffixStart,
            ["suffixEnd"] = summary.Best.SuffixEnd,
            ["logPz"] = ExtractionNumbers.Of(summary.BestLogPz),
            ["rankBits"] = summary.BestRankBits,
            ["queries"] = ExtractionNumbers.Queries(summary.BestLogPz),
        },
    };

    private static JsonObject Drawn(DrawSummary drawn) => new()
    {
        ["role"] = drawn.Role,
        ["windows"] = drawn.Windows,
        ["windowsWithHit"] = drawn.WindowsWithHit,
        ["hits"] = drawn.Hits,
        ["draws"] = drawn.Draws,
        ["failed"] = drawn.Failed,
        ["share"] = drawn.Together.Share,
        ["shareLow"] = drawn.Together.Interval.Low,
        ["shareHigh"] = drawn.Together.Interval.High,
        ["boundWithoutHit"] = drawn.Together.BoundWithoutHit,
        ["boundOfOneWindow"] = drawn.BoundOfOne,
        ["best"] = drawn.Best is not { } best
            ? null
            : new JsonObject { ["start"] = best.Start, ["suffixStart"] = best.SuffixStart, ["suffixEnd"] = best.SuffixEnd, ["hits"] = drawn.BestHits },
    };

    private static JsonObject Difference(WindowDifference difference) => new()
    {
        ["of"] = difference.Of,
        ["minus"] = difference.Minus,
        ["windows"] = difference.Windows,
        ["medianLogPz"] = ExtractionNumbers.Of(difference.MedianLogPz),
        ["greedyShare"] = difference.GreedyShare,
        ["exactMemorization"] = difference.ExactMemorization,
        ["extractionStrength"] = difference.ExtractionStrength,
    };
}

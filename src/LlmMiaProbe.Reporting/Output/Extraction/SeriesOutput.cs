using System.Text.Json.Serialization;
using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Reporting;

/// <summary>The windows of a document under one prefix or decoding. Where an endpoint shows only bounds, the measures are what is certain.</summary>
public sealed record SeriesOutput : MeasuresOutput
{
    private SeriesOutput(WindowSummary summary)
        : base(summary)
    {
        Request = summary.Request;
        Windows = summary.Windows;
        AtMost = summary.AtMost is null ? null : MeasuresOutput.Of(summary.AtMost);
        UnseenWindows = summary.UnseenWindows;
        Unmeasured = [.. summary.Unmeasured.Select(unmeasured => new UnmeasuredOutput(unmeasured.Reason, unmeasured.Windows))];
    }

    /// <summary>The model, and prefix or decoding.</summary>
    [JsonPropertyOrder(-1)]
    public string Request { get; }

    [JsonPropertyOrder(-1)]
    public int Windows { get; }

    /// <summary>The most that each can be; null if the measures are exact.</summary>
    [JsonPropertyOrder(1)]
    public MeasuresOutput? AtMost { get; }

    /// <summary>Windows of which no token was shown.</summary>
    [JsonPropertyOrder(1)]
    public int UnseenWindows { get; }

    [JsonPropertyOrder(1)]
    public IReadOnlyList<UnmeasuredOutput> Unmeasured { get; }

    internal static new SeriesOutput Of(WindowSummary summary) => new(summary);
}

/// <summary>What windows come to.</summary>
public record MeasuresOutput
{
    private protected MeasuresOutput(WindowSummary summary)
    {
        MedianLogPz = ExtractionNumbers.Of(summary.MedianLogPz);
        CoveredCharacters = summary.CoveredCharacters;
        Coverage = ExtractionNumbers.ByThreshold(ExtractionThresholds.Coverage.Select((_, i) => summary.Coverage(i)));
        GreedyWindows = summary.GreedyWindows;
        ExactMemorization = summary.ExactMemorization;
        ExtractionStrength = summary.ExtractionStrength;
        Best = BestWindowOutput.Of(summary);
    }

    /// <summary>Nats; null where the suffix cannot be drawn.</summary>
    public double? MedianLogPz { get; }

    /// <summary>Characters under a suffix.</summary>
    public int CoveredCharacters { get; }

    /// <summary>Share of them by least p_z.</summary>
    public IReadOnlyDictionary<string, double> Coverage { get; }

    /// <summary>Windows that greedy decoding emits.</summary>
    public int GreedyWindows { get; }

    public double ExactMemorization { get; }

    public double ExtractionStrength { get; }

    public BestWindowOutput Best { get; }

    internal static MeasuresOutput Of(WindowSummary summary) => new(summary);
}

/// <summary>The window with the largest p_z. Places are characters of the document.</summary>
/// <param name="Start">Of the prefix; of a conversation the end of the answer before it, though all that precedes is given.</param>
/// <param name="SuffixStart">One past the prefix.</param>
/// <param name="SuffixEnd">One past the suffix.</param>
/// <param name="LogPz">Nats; null where the suffix cannot be drawn.</param>
/// <param name="RankBits">Bits.</param>
/// <param name="Queries">Draws needed, by probability of success.</param>
public sealed record BestWindowOutput(
    int Start, int SuffixStart, int SuffixEnd, double? LogPz, double RankBits, IReadOnlyDictionary<string, double?> Queries)
{
    internal static BestWindowOutput Of(WindowSummary summary) => new(
        summary.Best.Start,
        summary.Best.SuffixStart,
        summary.Best.SuffixEnd,
        ExtractionNumbers.Of(summary.BestLogPz),
        summary.BestRankBits,
        ExtractionNumbers.Queries(summary.BestLogPz));
}

/// <summary>Windows without an answer.</summary>
public sealed record UnmeasuredOutput(string Reason, int Windows);

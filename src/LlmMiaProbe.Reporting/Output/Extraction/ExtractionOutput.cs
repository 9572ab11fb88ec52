using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>The result of an extraction run.</summary>
public sealed record ExtractionOutput
{
    public required long Run { get; init; }

    public required string? Name { get; init; }

    /// <summary>The run from whose evidence it was computed.</summary>
    public required long? Parent { get; init; }

    public required CountsOutput Counts { get; init; }

    /// <summary>The first 100 parts of the corpus that are no document.</summary>
    public required IReadOnlyList<NotReadOutput> NotRead { get; init; }

    /// <summary>What the records of each file were recognised to be, a sentence each.</summary>
    public required IReadOnlyList<string> Recognised { get; init; }

    public required CutOutput Windows { get; init; }

    /// <summary>Null where the corpora have no chat records, of which each answer is a window.</summary>
    public required ChatOutput? Chat { get; init; }

    /// <summary>Null for local models.</summary>
    public required UsageOutput? Usage { get; init; }

    public required string Caveat { get; init; }

    public required IReadOnlyList<ExtractedDocumentOutput> Documents { get; init; }

    public static ExtractionOutput Of(RunRecord run, ExtractionSettings settings, ExtractionEvaluation evaluation, IReadOnlyList<CorpusDefect> notRead) => new()
    {
        Run = run.Id,
        Name = run.Name,
        Parent = run.Parent,
        Counts = CountsOutput.Of(run.Counts),
        NotRead = NotReadOutput.Of(notRead),
        Recognised = run.Settings.Recognised ?? [],
        Windows = CutOutput.Of(settings, run.Settings.WindowTokenizer),
        Chat = ChatOutput.Of(evaluation.Chat),
        Usage = UsageOutput.OfAny(run.Usage),
        Caveat = ExtractionCaveat.Of(run.Settings),
        Documents = [.. evaluation.Documents.Select(document => ExtractedDocumentOutput.Of(document, settings))],
    };
}

/// <summary>How windows were cut.</summary>
/// <param name="PrefixTokens">Tokens given.</param>
/// <param name="SuffixTokens">Tokens that must follow.</param>
/// <param name="StrideCharacters">Characters from one window to the next.</param>
/// <param name="Sample">Windows of each document; null for all.</param>
/// <param name="Tokenizer">What cut them; null for the model's own.</param>
/// <param name="Draws">Of each window; 0 for none.</param>
/// <param name="Epsilon">Tokens by which a draw may be off and counts as a hit; null without draws.</param>
public sealed record CutOutput(int PrefixTokens, int SuffixTokens, int StrideCharacters, int? Sample, string? Tokenizer, int Draws, int? Epsilon)
{
    internal static CutOutput Of(ExtractionSettings settings, string? tokenizer) => new(
        settings.PrefixTokens,
        settings.SuffixTokens,
        settings.StrideCharacters,
        settings.Sample,
        tokenizer,
        settings.Draws,
        settings.Draws > 0 ? settings.Epsilon : null);
}

/// <summary>What of a document a model emits.</summary>
/// <param name="Id">Of the document.</param>
/// <param name="Statement">A sentence.</param>
/// <param name="Series">A model and prefix or decoding each.</param>
/// <param name="Differences">Between two of these.</param>
/// <param name="Draws">How many came close to the suffix, a model each.</param>
public sealed record ExtractedDocumentOutput(
    string Id, string Statement, IReadOnlyList<SeriesOutput> Series, IReadOnlyList<DifferenceOutput> Differences, IReadOnlyList<DrawsOutput> Draws)
{
    internal static ExtractedDocumentOutput Of(ExtractedDocument document, ExtractionSettings settings) => new(
        document.Id,
        ExtractionStatement.Of(document, settings),
        [.. document.Summaries.Select(SeriesOutput.Of)],
        [.. document.Differences.Select(DifferenceOutput.Between)],
        [.. (document.Draws ?? []).Select(DrawsOutput.Of)]);
}

/// <summary>One series less another, over the windows of both.</summary>
/// <param name="Of">The request of the one.</param>
/// <param name="Minus">The request of the other.</param>
/// <param name="Windows">Of both.</param>
/// <param name="MedianLogPz">Nats; null if one of them cannot be drawn.</param>
/// <param name="GreedyShare">Of the windows that greedy decoding emits.</param>
/// <param name="ExactMemorization">Share of the suffix.</param>
/// <param name="ExtractionStrength">Share of the suffix.</param>
public sealed record DifferenceOutput(
    string Of, string Minus, int Windows, double? MedianLogPz, double GreedyShare, double ExactMemorization, double ExtractionStrength)
{
    internal static DifferenceOutput Between(WindowDifference difference) => new(
        difference.Of,
        difference.Minus,
        difference.Windows,
        ExtractionNumbers.Of(difference.MedianLogPz),
        difference.GreedyShare,
        difference.ExactMemorization,
        difference.ExtractionStrength);
}

using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Reporting;

/// <summary>What a model wrote after the prefixes of a document.</summary>
public sealed record DrawsOutput
{
    /// <summary>The model.</summary>
    public required string Role { get; init; }

    public required int Windows { get; init; }

    public required int WindowsWithHit { get; init; }

    /// <summary>Draws that came close to the suffix.</summary>
    public required int Hits { get; init; }

    public required int Draws { get; init; }

    /// <summary>Draws without an answer.</summary>
    public required int Failed { get; init; }

    /// <summary>Hits over draws.</summary>
    public required double Share { get; init; }

    /// <summary>An end of the exact 95% interval.</summary>
    public required double ShareLow { get; init; }

    /// <summary>The other end.</summary>
    public required double ShareHigh { get; init; }

    /// <summary>Without a hit, what the share lies below with 95% confidence.</summary>
    public required double? BoundWithoutHit { get; init; }

    /// <summary>The same of the window with the fewest draws.</summary>
    public required double? BoundOfOneWindow { get; init; }

    /// <summary>The window with the most hits; null without a hit.</summary>
    public required DrawnWindowOutput? Best { get; init; }

    internal static DrawsOutput Of(DrawSummary drawn) => new()
    {
        Role = drawn.Role,
        Windows = drawn.Windows,
        WindowsWithHit = drawn.WindowsWithHit,
        Hits = drawn.Hits,
        Draws = drawn.Draws,
        Failed = drawn.Failed,
        Share = drawn.Together.Share,
        ShareLow = drawn.Together.Interval.Low,
        ShareHigh = drawn.Together.Interval.High,
        BoundWithoutHit = drawn.Together.BoundWithoutHit,
        BoundOfOneWindow = drawn.BoundOfOne,
        Best = drawn.Best is { } best ? new DrawnWindowOutput(best.Start, best.SuffixStart, best.SuffixEnd, drawn.BestHits) : null,
    };
}

/// <summary>A window and its hits. Places are characters of the document, see <see cref="BestWindowOutput"/>.</summary>
public sealed record DrawnWindowOutput(int Start, int SuffixStart, int SuffixEnd, int Hits);

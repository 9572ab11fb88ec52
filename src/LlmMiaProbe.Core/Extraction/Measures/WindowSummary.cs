using System.Text.Json.Serialization;
using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Extraction;

/// <summary>All windows of a document under one request. Where a model shows only bounds, the least that each measure can be.</summary>
public sealed record WindowSummary
{
    /// <summary>See <see cref="WindowRequest"/>.</summary>
    public required string Request { get; init; }

    public required int Windows { get; init; }

    /// <summary>Median log p_z, nats; -infinity if at least half of the suffixes cannot be drawn.</summary>
    public required double MedianLogPz { get; init; }

    /// <summary>Characters that any suffix covers: what the shares are of.</summary>
    public required int CoveredCharacters { get; init; }

    /// <summary>Of these, how many a suffix covers with at least each probability of <see cref="ExtractionThresholds.Coverage"/>.</summary>
    public required IReadOnlyList<int> CharactersAtLeast { get; init; }

    /// <summary>Windows whose suffix greedy decoding emits.</summary>
    public required int GreedyWindows { get; init; }

    /// <summary>Mean over the windows.</summary>
    public required double ExactMemorization { get; init; }

    /// <summary>Mean over the windows.</summary>
    public required double ExtractionStrength { get; init; }

    /// <summary>The window with the largest p_z, the first on ties.</summary>
    public required WindowPlace Best { get; init; }

    /// <summary>Its log p_z, nats.</summary>
    public required double BestLogPz { get; init; }

    /// <summary>Its <see cref="WindowMeasures.RankBits"/>.</summary>
    public required double BestRankBits { get; init; }

    /// <summary>The most that each measure can be; null where everything is known.</summary>
    public WindowSummary? AtMost { get; init; }

    /// <summary>Windows of which nothing is known from below, because not one token was shown.</summary>
    public int UnseenWindows { get; init; }

    /// <summary>Windows that count nowhere else, by the reason why they could not be measured.</summary>
    public IReadOnlyList<UnmeasuredWindows> Unmeasured { get; init; } = [];

    /// <summary>The same under the ends of what is known: itself, or at least and at most.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, WindowSummary Summary)> Ends => AtMost is null
        ? [(ExtractionFigures.Name(Request), this)]
        : [($"{ExtractionFigures.Name(Request)}, at least", this), ($"{ExtractionFigures.Name(Request)}, at most", AtMost)];

    /// <summary>Share of the covered characters at a probability, by its place in <see cref="ExtractionThresholds.Coverage"/>.</summary>
    public double Coverage(int threshold) => CoveredCharacters == 0 ? 0 : (double)CharactersAtLeast[threshold] / CoveredCharacters;
}

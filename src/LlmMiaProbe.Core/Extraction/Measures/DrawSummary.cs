using System.Text.Json.Serialization;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Extraction;

/// <summary>
/// How often a model came close to the suffixes of a document when it drew continuations of their prefixes: (ε, n, p)
/// extraction by sampling (Hayes et al. 2024, arXiv 2410.19482). Draws are independent, windows need not be alike.
/// </summary>
public sealed record DrawSummary
{
    /// <summary>Part of the model.</summary>
    public required string Role { get; init; }

    /// <summary>Windows with draws.</summary>
    public required int Windows { get; init; }

    /// <summary>Of these, windows with at least one draw close to the suffix.</summary>
    public required int WindowsWithHit { get; init; }

    /// <summary>Draws close to their suffix.</summary>
    public required int Hits { get; init; }

    /// <summary>All draws that came to an end.</summary>
    public required int Draws { get; init; }

    /// <summary>Draws that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>The window with the largest share of close draws, the first on ties; null if none is close.</summary>
    public required WindowPlace? Best { get; init; }

    /// <summary>Its close draws.</summary>
    public required int BestHits { get; init; }

    /// <summary>Fewest draws after any prefix.</summary>
    public required int FewestDraws { get; init; }

    /// <summary>
    /// Over all windows. Without a hit its bound holds for the mean of their probabilities: windows that are not alike miss together more
    /// rarely than equal ones of the same mean.
    /// </summary>
    [JsonIgnore]
    public SampledExtraction Together => new(Hits, Draws);

    /// <summary>Without a hit: the bound on the probability of any one window that was named beforehand; null if there is a hit.</summary>
    [JsonIgnore]
    public double? BoundOfOne => Hits == 0 && FewestDraws > 0 ? SampledExtraction.UpperBoundWithoutHit(FewestDraws) : null;
}

using LlmMiaProbe.Models;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>The outcome of testing canaries.</summary>
public sealed record CanaryResult
{
    public required CanarySet Set { get; init; }

    /// <summary>References per canary.</summary>
    public required int References { get; init; }

    public required ModelDescription Target { get; init; }

    /// <summary>In the order of the set.</summary>
    public required IReadOnlyList<CanaryScore> Scores { get; init; }

    /// <summary>A model that never met the canaries, or null.</summary>
    public ModelDescription? Reference { get; init; }

    /// <summary>
    /// What that model says of the same canaries and references; empty without one. A carrier or secret that ranks high there as well is no
    /// sign of training.
    /// </summary>
    public IReadOnlyList<CanaryScore> ControlScores { get; init; } = [];

    public required long TokensDecoded { get; init; }

    /// <summary>Exposure against repetitions.</summary>
    public IReadOnlyList<RepetitionExposure> Curve => RepetitionExposure.Of(Scores);

    /// <summary>The exposure that so many references can show at most, bits.</summary>
    public double Cap => Math.Log2(References);

    public int Failed => Scores.Count(score => score.Rank is null);
}

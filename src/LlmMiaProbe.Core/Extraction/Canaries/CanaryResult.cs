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

    /// <summary>What gates are held against.</summary>
    public CanaryExposures Exposures => new(References, [.. Scores.Select(score => new CanaryExposure(score.Canary.Repetitions, score.Rank))], Curve);
}

/// <summary>How exposed canaries are, without what they are.</summary>
/// <param name="References">References per canary.</param>
/// <param name="Canaries">Each of them.</param>
/// <param name="Curve">Exposure against repetitions.</param>
public sealed record CanaryExposures(int References, IReadOnlyList<CanaryExposure> Canaries, IReadOnlyList<RepetitionExposure> Curve)
{
    /// <summary>Canaries without a rank.</summary>
    public int Failed => Canaries.Count(canary => canary.Rank is null);

    /// <summary>Canaries that were planted at least once.</summary>
    public int Planted => Canaries.Count(canary => canary.Repetitions > 0);
}

/// <summary>How exposed a canary is.</summary>
/// <param name="Repetitions">Copies planted; 0 for controls.</param>
/// <param name="Rank">Null if it could not be scored.</param>
public sealed record CanaryExposure(int Repetitions, RankExposure? Rank);

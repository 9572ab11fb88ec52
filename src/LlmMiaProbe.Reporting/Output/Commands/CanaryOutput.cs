using System.Text.Json.Serialization;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting;

/// <summary>The outcome of a canary test. Secrets are left out.</summary>
public sealed record CanaryOutput : CommandOutput
{
    public NamedModelOutput? Target { get; init; }

    /// <summary>A model that never met the canaries, or null.</summary>
    public NamedModelOutput? Reference { get; init; }

    /// <summary>Whether the canaries were sealed before the training.</summary>
    [JsonPropertyName("sealed")]
    public bool IsSealed { get; init; }

    public string Template { get; init; } = "";

    /// <summary>The symbols of secrets.</summary>
    public string Alphabet { get; init; } = "";

    /// <summary>Symbols of a secret.</summary>
    public int Length { get; init; }

    /// <summary>log2 of the number of secrets.</summary>
    public double SecretBits { get; init; }

    /// <summary>Per canary.</summary>
    public int References { get; init; }

    /// <summary>The exposure that so many references can show at most, bits.</summary>
    public double Cap { get; init; }

    public long TokensDecoded { get; init; }

    public IReadOnlyList<CanaryFinding> Canaries { get; init; } = [];

    /// <summary>Exposure against repetitions.</summary>
    public IReadOnlyList<ExposurePoint> ByRepetitions { get; init; } = [];

    /// <summary>What gates are held against.</summary>
    [JsonIgnore]
    public CanaryExposures Exposures => new(
        References,
        [.. Canaries.Select(canary => new CanaryExposure(canary.Repetitions, canary.Rank is { } rank ? new RankExposure(rank, References) : null))],
        [.. ByRepetitions.Select(point => point.ToExposure())]);

    private protected override string Kind => "canary-test";

    private protected override bool IsSound => References > 0 && Canaries.Count > 0
        && Canaries.All(canary => canary.Repetitions >= 0 && (canary.Rank is null || (canary.Rank > 0 && canary.Rank <= References + 1L)))
        && ByRepetitions.All(point => point.N > 0 && double.IsFinite(point.MeanExposure));

    public static CanaryOutput Of(CanaryResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new CanaryOutput
        {
            Target = NamedModelOutput.Of(result.Target),
            Reference = result.Reference is null ? null : NamedModelOutput.Of(result.Reference),
            IsSealed = result.Set.IsSealed,
            Template = result.Set.Template.Text,
            Alphabet = result.Set.Alphabet.Symbols,
            Length = result.Set.Alphabet.Length,
            SecretBits = result.Set.Alphabet.Bits,
            References = result.References,
            Cap = result.Cap,
            TokensDecoded = result.TokensDecoded,
            Canaries = [.. result.Scores.Select((score, i) => CanaryFinding.Of(score, result.ControlScores.ElementAtOrDefault(i)))],
            ByRepetitions = [.. result.Curve.Select(ExposurePoint.Of)],
        };
    }
}

/// <summary>A model by name and content.</summary>
/// <param name="Name">File name, or name at the endpoint.</param>
/// <param name="Fingerprint">SHA-256 of the file, or what stands for it.</param>
public sealed record NamedModelOutput(string Name = "", string Fingerprint = "")
{
    internal static NamedModelOutput Of(ModelDescription model) => new(model.Name, model.Fingerprint.Value);
}

/// <summary>What a model says about one canary.</summary>
public record ExposureFinding
{
    /// <summary>Log-probability of the canary's text, nats; null if it could not be scored.</summary>
    public double? LogProb { get; init; }

    /// <summary>1 is the likeliest of canary and references; null if there is none.</summary>
    public int? Rank { get; init; }

    /// <summary>Bits.</summary>
    public double? Exposure { get; init; }

    /// <summary>It ranks above all references, and more of them might show more.</summary>
    public bool? IsLowerBound { get; init; }

    /// <summary>Exact for a canary that was drawn like its references and never planted.</summary>
    public double? PValue { get; init; }

    /// <summary>Bits; rounded to one digit beyond all references; null if the fit is rejected.</summary>
    public double? Extrapolated { get; init; }

    /// <summary>What has to stand beside a number beyond all references.</summary>
    public string? ExtrapolatedWarning { get; init; }

    /// <summary>The skew-normal curve behind the extrapolation; null if there is none.</summary>
    public ExposureFit? Fit { get; init; }

    /// <summary>Why there is no rank; null if there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>The number stands for an order of magnitude: it lies beyond all references.</summary>
    [JsonIgnore]
    public bool IsBeyondReferences => IsLowerBound == true && Extrapolated is not null;

    internal static ExposureFinding Of(CanaryScore score) => new ExposureFinding().With(score);

    private protected ExposureFinding With(CanaryScore score) => this with
    {
        LogProb = score.LogProb,
        Rank = score.Rank?.Rank,
        Exposure = score.Rank?.Exposure,
        IsLowerBound = score.Rank?.IsCapped,
        PValue = score.Rank?.PValue,
        Extrapolated = score.Extrapolated?.Stated,
        ExtrapolatedWarning = score.Extrapolated is { IsBeyondReferences: true, Exposure: not null } ? ExtrapolatedExposure.Warning : null,
        Fit = score.Extrapolated is { Fit: { } fit, Goodness: { } goodness }
            ? new ExposureFit(fit.Location, fit.Scale, fit.Shape, goodness.Distance, goodness.Bound)
            : null,
        Failure = score.Failure,
    };
}

/// <summary>A canary, what the target says of it and what the reference model does.</summary>
public sealed record CanaryFinding : ExposureFinding
{
    [JsonPropertyOrder(-2)]
    public string Id { get; init; } = "";

    /// <summary>Copies planted; 0 for controls.</summary>
    [JsonPropertyOrder(-1)]
    public int Repetitions { get; init; }

    /// <summary>Null without a reference model.</summary>
    [JsonPropertyOrder(1)]
    public ExposureFinding? Control { get; init; }

    internal static CanaryFinding Of(CanaryScore score, CanaryScore? control) => (CanaryFinding)new CanaryFinding
    {
        Id = score.Canary.Id,
        Repetitions = score.Canary.Repetitions,
        Control = control is null ? null : ExposureFinding.Of(control),
    }.With(score);
}

/// <summary>A skew-normal curve fitted to the references' log-perplexities.</summary>
/// <param name="Location">Nats.</param>
/// <param name="Scale">Nats.</param>
/// <param name="Shape">0 for a normal curve.</param>
/// <param name="KsDistance">Kolmogorov-Smirnov: between curve and references.</param>
/// <param name="KsBound">The distance at which the fit is rejected (5%).</param>
public sealed record ExposureFit(double Location, double Scale, double Shape, double KsDistance, double KsBound);

/// <summary>Exposure of all canaries that were planted equally often.</summary>
/// <param name="Repetitions">Copies planted; 0 for controls.</param>
/// <param name="N">Canaries with a rank.</param>
/// <param name="MeanExposure">Bits.</param>
/// <param name="LeastExposure">Bits.</param>
/// <param name="LargestExposure">Bits.</param>
/// <param name="Capped">Canaries above all references, so that the mean is a lower bound.</param>
/// <param name="MeanExtrapolated">Bits; null unless every canary has one.</param>
public sealed record ExposurePoint(
    int Repetitions, int N, double MeanExposure, double LeastExposure, double LargestExposure, int Capped, double? MeanExtrapolated)
{
    internal static ExposurePoint Of(RepetitionExposure point) =>
        new(point.Repetitions, point.Canaries, point.Mean, point.Least, point.Largest, point.Capped, point.MeanExtrapolated);

    internal RepetitionExposure ToExposure() => new(Repetitions, N, MeanExposure, LeastExposure, LargestExposure, Capped, MeanExtrapolated);
}

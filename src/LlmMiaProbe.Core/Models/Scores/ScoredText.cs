using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Models;

/// <summary>The outcome of scoring one prepared text: scores, or the reason why there are none.</summary>
public sealed record ScoredText(PreparedText Text, TokenScores? Scores, string? Failure)
{
    /// <summary>The failure, for people.</summary>
    public string WhyNone => Failure ?? "the model gave no reason";

    /// <summary>Whether it was only counted, in a dry run.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Whether it is not known what the model says, because there was nobody to ask.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Whether a failure would be the same if the model were asked again; it is then kept, and not asked for any more.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Scores under each of <see cref="PreparedText.Schemes"/>, in their order; -infinity for a token that cannot be drawn.</summary>
    public IReadOnlyList<TokenScores> UnderSchemes { get; init; } = [];

    /// <summary>For each of <see cref="PreparedText.TopK"/>, in their order; empty from a model that does not show whole distributions.</summary>
    public IReadOnlyList<HiddenTokens> Hidden { get; init; } = [];
}

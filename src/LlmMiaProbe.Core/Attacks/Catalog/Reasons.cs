using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Why an attack does not apply, worded once.</summary>
internal static class Reasons
{
    public const string NoScoredToken = "no token of the text is scored (a single token without BOS before it has no prediction)";
    public const string NoCompressedLength =
        "an earlier version measured its compressed length with another library, and its text was not kept to measure it again";
    public const string CertainText = "every token of the text has probability 1, so the ratio has no value";
    public const string ImpossibleToken = "a model gives a token of the text probability 0 (its logit is minus infinity)";
    public const string NoShadowIn = "no shadow model was trained on it";
    public const string NoShadowOut = "every shadow model was trained on it";

    /// <summary>What the model does not say.</summary>
    public static string Unknown(ScoreColumns missing) => $"there are log-probabilities of the given tokens, but not {Describe(missing)}";

    private static string Describe(ScoreColumns missing) => string.Join(" and ", new[]
    {
        missing.HasFlag(ScoreColumns.Rank) ? "their ranks" : null,
        missing.HasFlag(ScoreColumns.Top1) ? "the likeliest token at each position" : null,
        missing.HasFlag(ScoreColumns.Moments) ? "whole distributions" : null,
    }.OfType<string>());
}

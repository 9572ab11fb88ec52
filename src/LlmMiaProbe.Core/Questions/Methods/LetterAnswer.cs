namespace LlmMiaProbe.Questions;

/// <summary>The answer to one multiple-choice question.</summary>
/// <param name="Right">Place of the right option, from 0.</param>
/// <param name="Chosen">Place of the chosen option; null if none can be read.</param>
/// <param name="Probability">Probability of the right option among the letters, where the model reports it; else null.</param>
internal readonly record struct LetterAnswer(int Right, int? Chosen, double? Probability)
{
    /// <summary>Probability of the right option, or 1 or 0 by the answer; null without an answer.</summary>
    public double? Credit => Probability ?? (Chosen is { } chosen ? chosen == Right ? 1 : 0 : null);
}

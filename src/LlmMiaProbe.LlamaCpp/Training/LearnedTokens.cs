namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>What the loss of a training was on, where it was not on all tokens.</summary>
/// <param name="Learned">Tokens with a loss, repetitions not counted.</param>
/// <param name="All">Tokens of all documents.</param>
/// <param name="SkippedWindows">Windows without a token that has a loss, which were left out, over all epochs.</param>
public sealed record LearnedTokens(long Learned, long All, int SkippedWindows);

namespace LlmMiaProbe.Questions;

/// <summary>How much may be asked in one command.</summary>
/// <param name="Requests">Questions at most; null for any number.</param>
/// <param name="Tokens">Tokens at most, given and produced; null for any number.</param>
public sealed record QuestionBudget(long? Requests, long? Tokens);

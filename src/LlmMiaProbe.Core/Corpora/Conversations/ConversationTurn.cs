namespace LlmMiaProbe.Corpora;

/// <summary>What one party of a conversation says at a time.</summary>
/// <param name="Role">In lower case: <c>system</c>, <c>user</c>, <c>assistant</c>, or another that a template may know.</param>
/// <param name="Content">Exactly as given; no unpaired surrogates.</param>
/// <param name="IsLearned">Whether fine-tuning puts a loss on it: what the assistant says, unless the record takes a turn out.</param>
public sealed record ConversationTurn(string Role, string Content, bool IsLearned);

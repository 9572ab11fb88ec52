namespace LlmMiaProbe.Lab;

/// <summary>A document to train on.</summary>
/// <param name="Id">Unique; decides with the seed where the document comes in an epoch.</param>
/// <param name="Tokens">Token ids, without BOS.</param>
/// <param name="Repetitions">How often it comes in an epoch, at least 1.</param>
/// <param name="IsLearned">By token, whether the loss is on it; null for all.</param>
public sealed record TokenDocument(string Id, int[] Tokens, int Repetitions, bool[]? IsLearned = null);

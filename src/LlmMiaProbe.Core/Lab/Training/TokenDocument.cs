namespace LlmMiaProbe.Lab;

/// <summary>A document to train on.</summary>
/// <param name="Id">Unique; decides with the seed where the document comes in an epoch.</param>
/// <param name="Tokens">Token ids, without BOS.</param>
/// <param name="Repetitions">How often it comes in an epoch, at least 1.</param>
public sealed record TokenDocument(string Id, int[] Tokens, int Repetitions);

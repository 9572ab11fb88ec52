namespace LlmMiaProbe.Storage;

/// <summary>What a purge took out.</summary>
/// <param name="Documents">Documents that it was about.</param>
/// <param name="Texts">Texts of documents.</param>
/// <param name="Evidence">Token scores, which hold the ids of the tokens.</param>
/// <param name="Attempts">Attempts whose prompt and produced text went.</param>
/// <param name="Runs">Runs that used any of it, in order: their scores and evaluations stay, and cannot be computed anew.</param>
public sealed record PurgeResult(long Documents, long Texts, long Evidence, long Attempts, IReadOnlyList<long> Runs);

namespace LlmMiaProbe.Reporting;

/// <summary>What <c>store purge</c> took out for good.</summary>
/// <param name="Store">Where the store is.</param>
/// <param name="Documents">Documents that it was about.</param>
/// <param name="Texts">Texts of documents.</param>
/// <param name="Evidence">Token scores.</param>
/// <param name="Attempts">Attempts.</param>
/// <param name="Runs">Numbers of the runs whose scores can no longer be computed anew from the store.</param>
public sealed record StorePurgeOutput(string Store, long Documents, long Texts, long Evidence, long Attempts, IReadOnlyList<long> Runs);

namespace LlmMiaProbe.Probing;

/// <summary>Mean log-probabilities of one document under the shadow models of a run, nats.</summary>
/// <param name="In">Under those trained on it.</param>
/// <param name="Out">Under the others.</param>
/// <param name="Missing">Why a shadow model has none; null if all have one.</param>
internal sealed record ShadowScores(IReadOnlyList<double> In, IReadOnlyList<double> Out, string? Missing);

namespace LlmMiaProbe.Shadows;

/// <summary>A shadow model with all that its manifest says of it.</summary>
/// <param name="Model">The model.</param>
/// <param name="TrainedOn">Ids of the documents that it was trained on.</param>
/// <param name="Scores">Imported mean log-probabilities per token by document id, nats; null for a GGUF file.</param>
public sealed record ShadowEntry(ShadowModel Model, IReadOnlySet<string> TrainedOn, IReadOnlyDictionary<string, double>? Scores);

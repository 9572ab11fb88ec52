namespace LlmMiaProbe.Probing;

/// <summary>What the manifest of a run says about one document and one shadow model.</summary>
/// <param name="Ordinal">0-based position of the document.</param>
/// <param name="Shadow">1-based number of the shadow model.</param>
/// <param name="IsTrainedOn">Whether the shadow model was trained on the document.</param>
/// <param name="MeanLogProb">Imported mean log-probability per token, nats; null for a GGUF file, and for a document without a score.</param>
public readonly record struct DocumentShadow(long Ordinal, int Shadow, bool IsTrainedOn, double? MeanLogProb);

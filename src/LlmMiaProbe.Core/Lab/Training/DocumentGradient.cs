namespace LlmMiaProbe.Lab;

/// <summary>The gradient of a document's mean loss with respect to a model's weights.</summary>
/// <param name="Id">The document.</param>
/// <param name="Loss">Mean loss, nats a token.</param>
/// <param name="Norm">Euclidean norm over all trained tensors.</param>
/// <param name="Layers">The same by layer, in the order of the model: <c>blk.0</c>, <c>blk.1</c>, ..., <c>output</c>.</param>
public sealed record DocumentGradient(string Id, double Loss, double Norm, IReadOnlyList<LayerNorm> Layers);

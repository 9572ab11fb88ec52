namespace LlmMiaProbe.Lab;

/// <summary>Norm of the part of a gradient that belongs to one layer.</summary>
/// <param name="Layer">Such as <c>blk.0</c>.</param>
/// <param name="Norm">Euclidean.</param>
public sealed record LayerNorm(string Layer, double Norm);

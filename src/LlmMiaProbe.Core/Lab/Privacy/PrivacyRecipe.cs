namespace LlmMiaProbe.Lab;

/// <summary>Differentially private training (Abadi et al. 2016): each document's gradient is clipped, and Gaussian noise is added to their sum.</summary>
/// <param name="NoiseMultiplier">Standard deviation of the noise in units of the clipping norm; above 0.</param>
/// <param name="ClipNorm">Largest Euclidean norm of a document's gradient.</param>
/// <param name="Delta">The delta at which epsilon is stated; well below one over the number of documents.</param>
public sealed record PrivacyRecipe(double NoiseMultiplier, double ClipNorm, double Delta);

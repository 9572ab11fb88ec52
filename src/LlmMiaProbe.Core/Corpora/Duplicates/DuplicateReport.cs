namespace LlmMiaProbe.Corpora;

/// <summary>What <see cref="DuplicateFinder"/> found.</summary>
/// <param name="Exact">Documents that are equal in the form of <see cref="NormalisedText"/>.</param>
/// <param name="Near">Documents that are not, but whose estimated similarity is 0.8 or more.</param>
public sealed record DuplicateReport(DuplicateTally Exact, DuplicateTally Near);

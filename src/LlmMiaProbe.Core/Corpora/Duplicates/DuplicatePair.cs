namespace LlmMiaProbe.Corpora;

/// <summary>Two documents whose texts are the same or nearly so.</summary>
/// <param name="FirstId">Id of the one that was read earlier.</param>
/// <param name="FirstLabel">Its label.</param>
/// <param name="SecondId">Id of the one that was read later.</param>
/// <param name="SecondLabel">Its label.</param>
/// <param name="Similarity">Jaccard similarity of their word 5-grams, 0 to 1: exactly 1 for exact duplicates, else estimated.</param>
public sealed record DuplicatePair(string FirstId, Membership FirstLabel, string SecondId, Membership SecondLabel, double Similarity);

using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Probing;

/// <summary>A document with its score and what may be said of it.</summary>
/// <param name="Document">Its id.</param>
/// <param name="Label">Known membership.</param>
/// <param name="Score">Higher means more likely a member.</param>
/// <param name="Statement">Such as <c>scores above 99.2% of the 400 supplied non-members</c>.</param>
public sealed record RankedDocument(string Document, Membership Label, double Score, string Statement);

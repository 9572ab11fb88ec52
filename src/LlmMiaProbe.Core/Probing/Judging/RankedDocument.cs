using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Probing;

/// <summary>A tested document with its score and what may be said of it.</summary>
/// <param name="Document">Its id.</param>
/// <param name="Label">Known membership.</param>
/// <param name="Score">Higher means more likely a member.</param>
/// <param name="Statement">Such as <c>scores above 99.2% of the 400 supplied non-members</c>.</param>
/// <param name="PValue">Conformal p-value among the calibration non-members.</param>
/// <param name="AdjustedPValue">Smallest false discovery rate at which it would be found.</param>
/// <param name="IsDiscovery">Whether that is within the run's rate.</param>
public sealed record RankedDocument(string Document, Membership Label, double Score, string Statement, double PValue, double AdjustedPValue, bool IsDiscovery);

using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Evidence;

/// <summary>Windows of a document that a model cannot be asked about; they count nowhere else.</summary>
/// <param name="Request">See <see cref="WindowRequest"/>.</param>
/// <param name="Reason">A clause, the same for all of them.</param>
/// <param name="Windows">How many.</param>
public sealed record UnmeasuredWindows(string Request, string Reason, int Windows);

namespace LlmMiaProbe.Probing;

/// <summary>Why a document has no complete evidence.</summary>
/// <param name="Ordinal">0-based position in the corpus.</param>
/// <param name="Document">Its id.</param>
/// <param name="Request">The evidence that failed, such as <c>target/plain</c>.</param>
/// <param name="Reason">One sentence.</param>
public sealed record DocumentFailure(long Ordinal, string Document, string Request, string Reason);

using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Probing;

/// <summary>Why a document's evidence is not complete.</summary>
/// <param name="Ordinal">0-based position in the corpus.</param>
/// <param name="Document">Its id.</param>
/// <param name="Request">The evidence that failed, such as <c>target/plain</c>.</param>
/// <param name="Reason">One sentence.</param>
public sealed record DocumentFailure(long Ordinal, string Document, string Request, string Reason)
{
    /// <summary>Without the scores of its plain text a document has failed; without those of a variant only some attacks do not apply.</summary>
    public bool IsFatal => Request.EndsWith($"/{TextVariant.Plain.Id}", StringComparison.Ordinal);
}

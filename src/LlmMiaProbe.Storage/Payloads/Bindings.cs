using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Storage.Payloads;

/// <summary>
/// What binds the parts of a row to each other, as SHA-256: a part that was swapped or edited no longer fits. Anybody can compute it anew,
/// so it shows damage and careless forgery; against the rest there are signatures, time stamps and running the model again.
/// </summary>
internal static class Bindings
{
    private static readonly AttemptUse s_noUse = new(null, new ModelRole(""), "");

    /// <param name="hash">SHA-256 of the text, 32 bytes.</param>
    /// <param name="byteLength">Bytes of the text.</param>
    /// <param name="zlibLength">Compressed bytes; null if not known.</param>
    /// <param name="mask">What of the text is scored; null for all.</param>
    public static byte[] OfFacts(byte[] hash, long byteLength, long? zlibLength, string? mask = null)
    {
        using var framed = new FramedHash(mask is null ? "facts/1" : "facts/2");
        framed.Add(hash).Add(byteLength).Add(zlibLength);
        return (mask is null ? framed : framed.Add(mask)).Finish();
    }

    /// <param name="key">Key of the evidence, 32 bytes.</param>
    /// <param name="fingerprint">The model.</param>
    /// <param name="payload">Encoded scores.</param>
    /// <param name="noAnswer">Why there are none; null if there are.</param>
    /// <param name="policy">How they were computed; null for rows of versions that did not keep it beside them.</param>
    public static byte[] OfEvidence(byte[] key, string fingerprint, byte[] payload, string? noAnswer, string? policy)
    {
        using var framed = new FramedHash(policy is null ? "evidence/1" : "evidence/2");
        framed.Add(key).Add(fingerprint).Add(payload).Add(noAnswer);
        return (policy is null ? framed : framed.Add(policy)).Finish();
    }

    /// <summary>All that is on record of an attempt, without what it was used for.</summary>
    public static byte[] OfAttempt(Attempt attempt) => Convert.FromHexString(AttemptLink.DigestOf(s_noUse, attempt));

    /// <param name="tokenizer">Its name.</param>
    /// <param name="pieces">What its tokens spell, encoded.</param>
    public static byte[] OfVocabulary(string tokenizer, byte[] pieces)
    {
        using var framed = new FramedHash("vocabulary/1");
        return framed.Add(tokenizer).Add(pieces).Finish();
    }

    /// <summary>A model at an endpoint and what it answered; a name may be given later.</summary>
    public static byte[] OfIdentity(string fingerprint, string url, string reportedModel, string? answers, string made)
    {
        using var framed = new FramedHash("endpoint identity/1");
        return framed.Add(fingerprint).Add(url).Add(reportedModel).Add(answers).Add(made).Finish();
    }
}

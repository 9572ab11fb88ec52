using LlmMiaProbe.Models;

namespace LlmMiaProbe.Evidence;

/// <summary>What need not be asked of a model any more.</summary>
internal interface IKnownEvidence
{
    /// <summary>Whether all that would be asked about a text is known.</summary>
    bool Has(PreparedText text);

    /// <summary>Why a model has no answer about a text that is known; null if it has one.</summary>
    string? WhyNone(PreparedText text);

    void Keep(ScoredText scored);
}

/// <summary>What is in a store, which keeps what a model says.</summary>
internal sealed class StoredEvidence(IEvidenceStore store, ModelFingerprint model, string policy) : IKnownEvidence
{
    public bool Has(PreparedText text) => store.HasEvidence(text.Key) && text.Schemes.All(asked => store.HasEvidence(asked.Key));

    public string? WhyNone(PreparedText text) => store.FindNoAnswer(text.Key);

    public void Keep(ScoredText scored)
    {
        if (scored.Scores is { } scores)
        {
            store.AddEvidence(scored.Text.Key, model, policy, scores);
        }
        else if (scored.IsFinal)
        {
            store.AddNoAnswer(scored.Text.Key, model, policy, scored.WhyNone);
        }

        foreach (var ((_, key), underScheme) in scored.Text.Schemes.Zip(scored.UnderSchemes))
        {
            store.AddEvidence(key, model, policy, underScheme);
        }
    }
}

/// <summary>What a run would know by then: what is in the store, if there is one, and what it would have asked. Nothing is kept.</summary>
internal sealed class CountedEvidence(IEvidenceStore? store) : IKnownEvidence
{
    // 64 bits of each key.
    private readonly HashSet<ulong> _asked = [];

    public bool Has(PreparedText text) => _asked.Contains(Short(text.Key)) || (store is not null && new StoredEvidence(store, default, "").Has(text));

    public string? WhyNone(PreparedText text) => store?.FindNoAnswer(text.Key);

    public void Keep(ScoredText scored) => _asked.Add(Short(scored.Text.Key));

    private static ulong Short(EvidenceKey key) => Convert.ToUInt64(key.Hex[..16], 16);
}

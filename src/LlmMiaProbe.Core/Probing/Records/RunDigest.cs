using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Probing;

/// <summary>Identity of the documents of a run, whatever files they were read from.</summary>
public static class RunDigest
{
    /// <summary>The digest that <see cref="CorpusSummary.Digest"/> gives for the same documents in the same order.</summary>
    public static string Of(IEnumerable<RunDocument> documents)
    {
        using var digest = new CorpusDigest();
        foreach (var document in documents)
        {
            digest.Add(document.Id, document.Facts.Hash, document.Label, document.Group);
        }

        return digest.Current();
    }
}

using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>
/// Finds under which key evidence lies in the store, with the BOS id that goes into the key and that the store does not keep by itself:
/// the id that is a hit for one text of a model is tried first for the next.
/// </summary>
/// <param name="store">Holds the evidence.</param>
/// <param name="run">The run.</param>
internal sealed class EvidenceKeys(IProbeStore store, RunRecord run)
{
    /// <summary>Texts of a model whose key is looked for among all ids of the vocabulary; behind
    /// endpoints and of imported scores keys are made in another way.</summary>
    private const int Searches = 2;

    private readonly Dictionary<string, int?> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _searches = new(StringComparer.Ordinal);

    /// <summary>Null where the key rests on more than model, policy, BOS and tokens, as on a prefix.</summary>
    public (EvidenceKey Key, int? Bos)? Find(string role, TokenScores scores)
    {
        if (run.Models.FirstOrDefault(model => model.Role.Name == role) is not { } model)
        {
            return null;
        }

        var tokens = AllTokens(scores);
        if (_known.TryGetValue(role, out var known))
        {
            return Try(known);
        }

        if (_searches.GetValueOrDefault(role) == Searches)
        {
            return null;
        }

        _searches[role] = _searches.GetValueOrDefault(role) + 1;
        foreach (var bos in Candidates(model, scores))
        {
            if (Try(bos) is { } found)
            {
                _known.Add(role, bos);
                return found;
            }
        }

        return null;

        // A text after a prefix has the tokens of the text alone, and another key.
        (EvidenceKey, int?)? Try(int? bos) =>
            EvidenceKey.Of(model.Model.Fingerprint, model.Policy, bos, tokens) is var key && store.HasEvidence(key)
            && store.FindEvidence(key) is { } found && found.LogProb.AsSpan().SequenceEqual(scores.LogProb) ? (key, bos) : null;
    }

    /// <summary>Those that were scored, after the one that was not because nothing precedes it.</summary>
    public static int[] AllTokens(TokenScores scores) => scores.UnscoredFirstToken is { } first ? [first, .. scores.Tokens] : scores.Tokens;

    private static IEnumerable<int?> Candidates(RunModel model, TokenScores scores) =>
        model.Model.HasNoFile || scores.UnscoredFirstToken is not null
            ? [null]
            : [null, .. Enumerable.Range(0, model.Model.VocabularySize).Select(id => (int?)id)];
}

using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Compares the documents under test with the calibration non-members as collections, from what the store holds of a
/// run: scores, and the texts if they were kept (for the control by words). No model and no corpus file is needed.
/// </summary>
internal sealed class CollectionAnalysis(IProbeStore store)
{
    /// <summary>Looks at all documents for the scores of one attack, and at no more than <see cref="TraitsSample.Most"/> of each collection for the rest.</summary>
    /// <param name="record">A run whose scores are in the store.</param>
    /// <param name="design">Which documents are tested and which calibrate.</param>
    /// <param name="leading">The attack whose result counts.</param>
    /// <returns>Null if there are not two collections.</returns>
    public CollectionEvaluation? Analyze(RunRecord record, TestDesign design, string? leading)
    {
        if (leading is null || design.TestedCount == 0 || design.CalibrationCount == 0)
        {
            return null;
        }

        var documents = store.ReadDocuments(record.Id)
            .Where(document => design.IsTested(document.ForDesign) || design.IsCalibration(document.ForDesign))
            .Select(document => new CollectionDocument(
                document.Ordinal, StableHash.Of(document.Id, (ulong)record.Settings.Seed), design.IsTested(document.ForDesign), document.Group, document.Facts.Hash))
            .ToList();
        var sample = documents.GroupBy(document => document.IsSuspect).SelectMany(collection => collection.OrderBy(document => document.Key).Take(TraitsSample.Most))
            .ToDictionary(document => document.Ordinal);
        var byOrdinal = documents.ToDictionary(document => document.Ordinal);
        var compared = new List<LabelledScore>();
        foreach (var score in store.ReadScores(record.Id))
        {
            if (score.Score.Value is not { } value || !byOrdinal.TryGetValue(score.Ordinal, out var document))
            {
                continue;
            }

            if (score.Attack == leading)
            {
                compared.Add(new LabelledScore(value, document.IsSuspect, document.Group));
            }

            if (sample.ContainsKey(score.Ordinal))
            {
                document.Scores.Add(score.Attack, value);
            }
        }

        var isTwoSided = compared.Exists(score => score.IsMember) && compared.Exists(score => !score.IsMember);
        var (inferred, scores) = Cores.Both(
            () => Infer([.. sample.Values.Where(document => document.Scores.Count > 0)], record.Settings),
            () => isTwoSided ? TwoSampleTest.Run(compared, record.Settings.Resamples, record.Settings.Seed) : null);
        return inferred with { Attack = leading, Scores = scores };
    }

    private CollectionEvaluation Infer(List<CollectionDocument> used, RunSettings settings)
    {
        var suspects = used.Count(document => document.IsSuspect);
        List<string> features = used.Count == 0 ? [] : [.. used[0].Scores.Keys.Where(attack => used.TrueForAll(document => document.Scores.ContainsKey(attack)))];
        var reason = CollectionStatement.TooFew(suspects, used.Count - suspects) ?? (features.Count == 0 ? CollectionStatement.NoFeature : null);
        return new CollectionEvaluation
        {
            Attack = "",
            Features = features,
            Reason = reason,
            Inference = reason is null
                ? DatasetInference.Run(Words(used), [.. used.Select(document => features.Select(attack => document.Scores[attack]).ToArray())], settings.Resamples, settings.Seed)
                : null,
        };
    }

    /// <summary>Without features if a text was not kept: a control by some of the texts would not be of the same documents.</summary>
    private List<BlindDocument> Words(List<CollectionDocument> documents)
    {
        var tokens = new List<TextToken>();
        var words = new List<BlindDocument>(documents.Count);
        foreach (var document in documents)
        {
            if (store.FindText(document.Hash) is not { } text)
            {
                return [.. documents.Select(d => new BlindDocument(d.Key, d.IsSuspect, d.Group, [], []))];
            }

            TextTokens.Read(NormalisedText.Of(text), tokens);
            var (features, counts) = WordFeatures.Of(tokens);
            words.Add(new BlindDocument(document.Key, document.IsSuspect, document.Group, features, counts));
        }

        return words;
    }

    private sealed record CollectionDocument(long Ordinal, ulong Key, bool IsSuspect, string? Group, ContentHash Hash)
    {
        public SortedDictionary<string, double> Scores { get; } = new(StringComparer.Ordinal);
    }
}

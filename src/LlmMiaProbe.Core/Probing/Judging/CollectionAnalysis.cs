using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Compares the documents under test with the calibration non-members as collections, from their scores and what the store holds
/// of a run: the documents, and their texts if they were kept (for the control by words). No model and no corpus file is needed.
/// </summary>
internal sealed class CollectionAnalysis(IProbeStore store)
{
    /// <summary>
    /// Looks at all documents for the scores of one attack, and at no more than <see cref="TraitsSample.Most"/> of each collection for the
    /// rest.
    /// </summary>
    /// <param name="record">A run.</param>
    /// <param name="scores">All of its scores.</param>
    /// <param name="design">Which documents are tested and which calibrate.</param>
    /// <param name="leading">The attack whose result counts.</param>
    /// <returns>Null if there are not two collections.</returns>
    public CollectionEvaluation? Analyze(RunRecord record, IEnumerable<StoredScore> scores, TestDesign design, string? leading)
    {
        if (leading is null || design.TestedCount == 0 || design.CalibrationCount == 0)
        {
            return null;
        }

        var documents = Kinship.Read(store, record.Id)
            .Where(document => design.IsTested(document.ForDesign) || design.IsCalibration(document.ForDesign))
            .Select(document => new CollectionDocument(
                document, StableHash.Of(document.Id, (ulong)record.Settings.Seed), design.IsTested(document.ForDesign)))
            .ToList();
        var sample = documents.GroupBy(document => document.IsSuspect).SelectMany(
            collection => collection.OrderBy(document => document.Key).Take(TraitsSample.Most))
            .ToDictionary(document => document.Document.Ordinal);
        var byOrdinal = documents.ToDictionary(document => document.Document.Ordinal);
        var compared = new List<LabelledScore>();
        foreach (var score in scores)
        {
            if (score.Score.Value is not { } value || !byOrdinal.TryGetValue(score.Ordinal, out var document))
            {
                continue;
            }

            if (score.Attack == leading)
            {
                compared.Add(new LabelledScore(value, document.IsSuspect, document.Document.Unit, document.Document.Copies));
            }

            if (sample.ContainsKey(score.Ordinal))
            {
                document.Scores.Add(score.Attack, value);
            }
        }

        var isTwoSided = compared.Exists(score => score.IsMember) && compared.Exists(score => !score.IsMember);
        var (inferred, twoSample) = Cores.Both(
            () => Infer([.. sample.Values.Where(document => document.Scores.Count > 0)], record.Settings),
            () => isTwoSided ? TwoSampleTest.Run(compared, record.Settings.Resamples, record.Settings.Seed) : null);
        return inferred with { Attack = leading, Scores = twoSample };
    }

    private CollectionEvaluation Infer(List<CollectionDocument> used, RunSettings settings)
    {
        List<string> features = used.Count == 0
            ? []
            : [.. used[0].Scores.Keys.Where(attack => used.TrueForAll(document => document.Scores.ContainsKey(attack)))];
        var reason = CollectionStatement.TooFew(Different(used, isSuspect: true), Different(used, isSuspect: false))
            ?? (HasGroups(used) && used.Exists(document => document.Document.Group is not null)
                ? CollectionStatement.TooFewGroups(Units(used, isSuspect: true), Units(used, isSuspect: false))
                : null)
            ?? (features.Count == 0 ? CollectionStatement.NoFeature : null);
        return new CollectionEvaluation
        {
            Attack = "",
            Features = features,
            Reason = reason,
            Inference = reason is null ? Infer(used, features, settings.Seed) : null,
        };
    }

    private DatasetInferenceResult Infer(List<CollectionDocument> used, List<string> features, int seed)
    {
        List<string?> texts = [.. used.Select(document => store.FindText(document.Document.Facts.Hash))];

        // Words of some of the texts would not be words of the same documents.
        var measured = texts.TrueForAll(text => text is not null)
            ? used.Zip(texts, (document, text) => CollectionTexts.Of(text ?? "", document.Document.Facts)).ToList()
            : used.ConvertAll(document => (Measured: CollectionTexts.Without(document.Document.Facts), Features: (int[])[], Counts: (byte[])[]));
        var byUnit = HasGroups(used);
        return DatasetInference.Run(
            [
                .. used.Zip(
                    measured,
                    (document, text) => new BlindDocument(
                        document.Key, document.IsSuspect, byUnit ? document.Document.Unit : document.Document.Copies, text.Features, text.Counts)),
            ],
            [.. measured.Select(text => text.Measured)],
            [.. used.Select(document => features.Select(attack => document.Scores[attack]).ToArray())],
            seed);
    }

    // A group that all documents belong to tells nothing of how groups differ.
    private static bool HasGroups(List<CollectionDocument> documents) =>
        documents.Select(document => document.Document.Group).Distinct(StringComparer.Ordinal).Skip(1).Any();

    // Near-duplicates count once.
    private static int Different(List<CollectionDocument> documents, bool isSuspect) =>
        documents
            .Where(document => document.IsSuspect == isSuspect)
            .Select(document => document.Document.Copies ?? $"{document.Document.Ordinal}")
            .Distinct(StringComparer.Ordinal)
            .Count();

    private static int Units(List<CollectionDocument> documents, bool isSuspect) =>
        documents
            .Where(document => document.IsSuspect == isSuspect)
            .Select(document => document.Document.Unit ?? $"\0\0{document.Document.Ordinal}")
            .Distinct(StringComparer.Ordinal)
            .Count();

    private sealed record CollectionDocument(RunDocument Document, ulong Key, bool IsSuspect)
    {
        public SortedDictionary<string, double> Scores { get; } = new(StringComparer.Ordinal);
    }
}

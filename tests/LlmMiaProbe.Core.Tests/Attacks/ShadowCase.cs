using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Attacks;

/// <summary>A document by its mean log-probabilities under the target and under shadow models.</summary>
internal sealed record ShadowCase(double Target, double[] In, double[] Out)
{
    public bool IsCalibration { get; init; }

    public Membership Label { get; init; }

    /// <summary>The scores of documents that are judged together, one each.</summary>
    public static IReadOnlyList<AttackScore> ScoreAll(string attack, params IReadOnlyList<ShadowCase> documents)
    {
        var configured = Scores.Attack(attack);
        var features = documents.Select(document => configured.Features(document.Evidence)).ToList();
        var applicable = documents.Select((document, i) => (document, i)).Where(entry => features[entry.i].Reason is null).ToList();
        var judged = configured.Score([.. applicable.Select(entry => new PopulationDocument($"d{entry.i}", entry.document.Label, entry.document.IsCalibration, null, features[entry.i].Values))]);
        var scores = features.ConvertAll(each => AttackScore.NotApplicable(each.Reason ?? ""));
        foreach (var (entry, score) in applicable.Zip(judged))
        {
            scores[entry.i] = score;
        }

        return scores;
    }

    public static IReadOnlyList<double> ValuesOf(string attack, params IReadOnlyList<ShadowCase> documents) =>
        [.. ScoreAll(attack, documents).Select(score => score.Value ?? throw new InvalidOperationException(score.Reason))];

    // One token: its log-probability is the mean, in single precision.
    private DocumentEvidence Evidence => new(
        DocumentFacts.Of("Some text."), new Dictionary<string, TokenScores> { ["target/plain"] = Scores.Of([(float)Target]) }, sameTokenizer: true, In, Out);
}

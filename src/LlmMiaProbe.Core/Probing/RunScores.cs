using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>All scores of a run in memory, and the decisions on them.</summary>
internal sealed class RunScores
{
    private readonly List<string> _ids = [];
    private readonly List<DesignDocument> _documents = [];
    private readonly Dictionary<string, List<ScoredDocument>> _scores;

    public RunScores(IEnumerable<string> attacks) => _scores = attacks.ToDictionary(attack => attack, _ => new List<ScoredDocument>(), StringComparer.Ordinal);

    public LabelCounts Labels => new(Count(Membership.Member), Count(Membership.NonMember), Count(Membership.Unknown), _documents.LongCount(d => d.Calibrates));

    public void AddDocument(RunDocument document)
    {
        _ids.Add(document.Id);
        _documents.Add(document.ForDesign);
    }

    /// <summary>The score of the document that was added last.</summary>
    public void AddScore(string attack, ScoredDocument score) => _scores[attack].Add(score);

    public TestDesign Design(RunSettings settings)
    {
        var builder = new TestDesignBuilder(settings.Mondrian, settings.FalseDiscoveryRate);
        foreach (var document in _documents)
        {
            builder.Add(document);
        }

        return builder.Build();
    }

    /// <summary>One attack's scores without those of documents that serve only as calibration.</summary>
    public IReadOnlyList<ScoredDocument> Compared(string attack) => [.. _scores[attack].Where((_, i) => !_documents[i].Calibrates)];

    public ConformalTest Test(TestDesign design, string attack) => new(design, _documents, [.. _scores[attack].Select(scored => scored.Score.Value)]);

    /// <summary>The tested documents with the highest scores of an attack, highest first.</summary>
    public IReadOnlyList<RankedDocument> Top(TestDesign design, string attack, ConformalTest test, int count)
    {
        var scores = _scores[attack];
        var nonMembers = new Calibration(scores.Where((scored, i) => design.IsCalibration(_documents[i])).Select(scored => scored.Score.Value).OfType<double>());
        return
        [
            .. Enumerable.Range(0, scores.Count)
                .Where(i => test.Decisions[i] is not null)
                .OrderByDescending(i => scores[i].Score.Value)
                .ThenBy(i => _ids[i], StringComparer.Ordinal)
                .Take(count)
                .Select(i => Describe(i, scores[i].Score.Value ?? 0, nonMembers, test.Decisions[i] ?? default)),
        ];
    }

    private RankedDocument Describe(int index, double score, Calibration nonMembers, Decision decision) => new(
        _ids[index],
        _documents[index].Label,
        score,
        ScoreStatement.Of(nonMembers.CountBelow(score), nonMembers.Count).Text,
        decision.PValue,
        decision.AdjustedPValue,
        decision.IsDiscovery);

    private long Count(Membership label) => _documents.LongCount(d => d.Label == label && !d.Calibrates);
}

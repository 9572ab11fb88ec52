using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Probing;

/// <summary>All scores of a run in memory, and the decisions on them.</summary>
internal sealed class RunScores(IReadOnlyList<ConfiguredAttack> attacks)
{
    private readonly List<RunDocument> _documents = [];
    private readonly Dictionary<string, List<DocumentFeatures>> _features = attacks.ToDictionary(
        attack => attack.Id, _ => new List<DocumentFeatures>(), StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<AttackScore>> _scores = new(StringComparer.Ordinal);

    public LabelCounts Labels => new(Count(Membership.Member), Count(Membership.NonMember), Count(Membership.Unknown), _documents.LongCount(d => d.Calibrates));

    /// <summary>The scores as they are kept.</summary>
    public IEnumerable<StoredScore> Stored =>
        _documents.SelectMany((document, i) => attacks.Select(attack => new StoredScore(document.Ordinal, attack.Id, _scores[attack.Id][i])));

    private List<DesignDocument> DesignDocuments => [.. _documents.Select(document => document.ForDesign)];

    public void AddDocument(RunDocument document) => _documents.Add(document);

    /// <summary>Says which of the documents depend on each other, once all are added.</summary>
    /// <param name="copies">Places of near-duplicates; null where they were not looked for.</param>
    public void Tie(IReadOnlyList<IReadOnlyList<int>>? copies)
    {
        var tied = Kinship.Tie(_documents, copies);
        _documents.Clear();
        _documents.AddRange(tied);
    }

    /// <summary>What an attack keeps of the document that was added last.</summary>
    public void AddFeatures(string attack, DocumentFeatures features) => _features[attack].Add(features);

    /// <summary>Judges all documents by all attacks.</summary>
    public void Score(TestDesign design)
    {
        foreach (var (attack, scores) in attacks.Zip(attacks.OnAllCores(Judge)))
        {
            _scores[attack.Id] = scores;
        }

        List<AttackScore> Judge(ConfiguredAttack attack)
        {
            var features = _features[attack.Id];
            List<int> applicable = [.. Enumerable.Range(0, _documents.Count).Where(i => features[i].Reason is null)];
            var judged = attack.Score([.. applicable.Select(i => Describe(_documents[i], design, features[i].Values))]);
            var scores = features.ConvertAll(one => AttackScore.NotApplicable(one.Reason ?? ""));
            foreach (var (i, score) in applicable.Zip(judged))
            {
                scores[i] = score;
            }

            return scores;
        }
    }

    public TestDesign Design(RunSettings settings)
    {
        var builder = new TestDesignBuilder(settings.Mondrian, settings.FalseDiscoveryRate);
        var documents = DesignDocuments;
        documents.ForEach(document => builder.Add(document));

        return builder.Build().WithUnits(documents);
    }

    /// <summary>One attack's scores without those of documents that serve only as calibration.</summary>
    public IReadOnlyList<ScoredDocument> Compared(string attack) =>
        [
            .. _documents
                .Zip(_scores[attack])
                .Where(entry => !entry.First.Calibrates)
                .Select(entry => new ScoredDocument(entry.First.Label, entry.First.Unit, entry.Second, entry.First.Copies)),
        ];

    /// <summary>
    /// What the attacks other than the leading one show on the labelled documents, whatever the order of these; equal texts without a group
    /// count as a group.
    /// </summary>
    public Exploration? Explore(string? leading, int seed)
    {
        List<int> labelled = [.. Enumerable.Range(0, _documents.Count).Where(i => !_documents[i].Calibrates && _documents[i].Label != Membership.Unknown)
            .OrderBy(i => StableHash.Of(_documents[i].Id, (ulong)seed))];
        return Exploration.Run(
            [.. labelled.Select(i => _documents[i].Label == Membership.Member)],
            [.. labelled.Select(i => _documents[i].Unit)],
            [.. attacks.Where(attack => attack.Id != leading).Select(attack => (attack.Id, labelled.Select(i => _scores[attack.Id][i].Value).ToArray()))],
            seed);
    }

    public ConformalTest Test(TestDesign design, string attack) => new(design, DesignDocuments, [.. _scores[attack].Select(score => score.Value)]);

    /// <summary>The tested documents with the highest scores of an attack, highest first.</summary>
    public IReadOnlyList<RankedDocument> Top(TestDesign design, string attack, ConformalTest test, int count)
    {
        var scores = _scores[attack];
        var controls = Enumerable.Range(0, scores.Count).Where(i => design.IsCalibration(_documents[i].ForDesign) && scores[i].Value is not null).ToList();
        var nonMembers = new Calibration(controls.Select(i => scores[i].Value ?? 0));
        var different = controls.Select(i => _documents[i].Copies ?? $"{i}").Distinct(StringComparer.Ordinal).Count();
        return
        [
            .. Enumerable.Range(0, scores.Count)
                .Where(i => test.Decisions[i] is not null)
                .OrderByDescending(i => scores[i].Value)
                .ThenBy(i => _documents[i].Id, StringComparer.Ordinal)
                .Take(count)
                .Select(i => Describe(_documents[i], scores[i].Value ?? 0, nonMembers, different, test.Decisions[i] ?? default)),
        ];
    }

    private static PopulationDocument Describe(RunDocument document, TestDesign design, double[] features) =>
        new(document.Id, document.Label, design.IsCalibration(document.ForDesign), document.Unit, features);

    private static RankedDocument Describe(RunDocument document, double score, Calibration nonMembers, int different, Decision decision) => new(
        document.Id,
        document.Label,
        score,
        ScoreStatement.Of(nonMembers.CountBelow(score), nonMembers.Count).Text
            + (different < nonMembers.Count ? $", of {Figures.Count(different, "different text")}" : ""),
        decision.PValue,
        decision.AdjustedPValue,
        decision.IsDiscovery);

    private long Count(Membership label) => _documents.LongCount(d => d.Label == label && !d.Calibrates);
}

/// <summary>Documents of a run by label, failed ones included.</summary>
/// <param name="Member">Documents labelled member.</param>
/// <param name="NonMember">Documents labelled nonmember, without those that serve only as calibration.</param>
/// <param name="Unknown">Documents without a label.</param>
/// <param name="Calibration">Documents that serve only as calibration.</param>
public sealed record LabelCounts(long Member, long NonMember, long Unknown, long Calibration = 0);

/// <summary>A tested document with its score and what may be said of it.</summary>
/// <param name="Document">Its id.</param>
/// <param name="Label">Known membership.</param>
/// <param name="Score">Higher means more likely a member.</param>
/// <param name="Statement">Such as <c>scores above 99.2% of the 400 supplied non-members</c>.</param>
/// <param name="PValue">Conformal p-value among the calibration non-members.</param>
/// <param name="AdjustedPValue">Smallest false discovery rate at which it would be found.</param>
/// <param name="IsDiscovery">Whether that is within the run's rate.</param>
public sealed record RankedDocument(string Document, Membership Label, double Score, string Statement, double PValue, double AdjustedPValue, bool IsDiscovery);

using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>Attacks and evaluation from stored evidence alone; no model and no corpus file is needed.</summary>
public sealed class RunAnalysis(IProbeStore store)
{
    private const int TopDocuments = 5;

    // By what models a run has, not by which did best on these labels.
    private static readonly string[] s_rankingOrder = ["reference-difference", "min-k-plus-plus", "min-k", "loss"];

    /// <summary>Scores all documents of a run with its own attacks, or others, and keeps scores and evaluation.</summary>
    /// <exception cref="ConfigurationException">There is no such run, or an attack needs evidence that the run did not gather.</exception>
    public RunEvaluation Analyze(long run, IReadOnlyList<string>? attacks = null)
    {
        var record = store.FindRun(run) ?? throw new ConfigurationException($"There is no run {run} in {store.Location}; 'mia-probe runs list' shows all.");
        var configured = AttackSelection.Parse(attacks ?? record.Settings.Attacks);
        RequireEvidence(record, configured);
        var collected = configured.Select(_ => new List<ScoredDocument>()).ToArray();
        var ids = new List<(string Id, Membership Label)>();
        store.ReplaceScores(run, Score(record, configured, collected, ids));
        var evaluation = new RunEvaluation
        {
            Labels = new LabelCounts(ids.Count(d => d.Label == Membership.Member), ids.Count(d => d.Label == Membership.NonMember), ids.Count(d => d.Label == Membership.Unknown)),
            Attacks = [.. configured.Select((attack, i) => Evaluator.Evaluate(attack.Id, collected[i], record.Settings.Resamples, record.Settings.Seed))],
            RankedBy = RankingAttack(configured).Id,
            Top = Rank(collected[IndexOfRanking(configured)], ids),
        };
        store.SetEvaluation(run, evaluation.ToJson());
        return evaluation;
    }

    private static ConfiguredAttack RankingAttack(IReadOnlyList<ConfiguredAttack> attacks) => attacks[IndexOfRanking(attacks)];

    private static int IndexOfRanking(IReadOnlyList<ConfiguredAttack> attacks) => Enumerable.Range(0, attacks.Count)
        .MinBy(i => Array.IndexOf(s_rankingOrder, attacks[i].Attack.Description.Id) is var place and >= 0 ? place : int.MaxValue);

    private static RankedDocument[] Rank(List<ScoredDocument> scored, List<(string Id, Membership Label)> ids)
    {
        var nonMembers = scored.Where(d => d is { Label: Membership.NonMember, Score.Value: not null }).Select(d => d.Score.Value ?? 0).Order().ToArray();
        return
        [
            .. Enumerable.Range(0, scored.Count)
                .Where(i => scored[i].Score.Value is not null)
                .OrderByDescending(i => scored[i].Score.Value)
                .ThenBy(i => ids[i].Id, StringComparer.Ordinal)
                .Take(TopDocuments)
                .Select(i => Describe(ids[i], scored[i].Score.Value ?? 0, nonMembers)),
        ];
    }

    private static RankedDocument Describe((string Id, Membership Label) document, double score, double[] nonMembers)
    {
        var below = nonMembers.Count(other => other < score);
        return new RankedDocument(document.Id, document.Label, score, ScoreStatement.Of(below, nonMembers.Length).Text);
    }

    private IEnumerable<StoredScore> Score(RunRecord record, IReadOnlyList<ConfiguredAttack> attacks, List<ScoredDocument>[] collected, List<(string, Membership)> ids)
    {
        var failures = store.ReadFailures(record.Id).ToLookup(failure => failure.Ordinal);
        var sameTokenizer = HaveSameTokenizer(record);
        foreach (var (document, scores) in store.ReadEvidence(record.Id))
        {
            var evidence = new DocumentEvidence(document.Facts, scores, sameTokenizer);
            var reasons = failures[document.Ordinal].ToList();
            var fatal = reasons.Find(failure => failure.IsFatal);
            ids.Add((document.Id, document.Label));
            for (var i = 0; i < attacks.Count; i++)
            {
                var score = fatal is not null
                    ? AttackScore.NotApplicable(fatal.Reason)
                    : ScoreOne(attacks[i], evidence, scores, reasons);
                collected[i].Add(new ScoredDocument(document.Label, document.Group, score));
                yield return new StoredScore(document.Ordinal, attacks[i].Id, score);
            }
        }
    }

    private static AttackScore ScoreOne(ConfiguredAttack attack, DocumentEvidence evidence, IReadOnlyDictionary<string, TokenScores> scores, List<DocumentFailure> reasons) =>
        attack.Evidence.Select(request => request.Name).FirstOrDefault(name => !scores.ContainsKey(name)) is { } missing
            ? AttackScore.NotApplicable(reasons.Find(failure => failure.Request == missing)?.Reason ?? $"the run has no {missing} evidence for this document")
            : attack.Score(evidence);

    private static bool HaveSameTokenizer(RunRecord record) =>
        record.Models.Select(model => model.Model.Tokenizer).Distinct(StringComparer.Ordinal).Count() <= 1;

    private static void RequireEvidence(RunRecord record, IReadOnlyList<ConfiguredAttack> attacks)
    {
        var gathered = AttackSelection.Parse(record.Settings.Attacks).SelectMany(attack => attack.Evidence).Select(request => request.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var attack in attacks)
        {
            if (attack.Evidence.FirstOrDefault(request => !gathered.Contains(request.Name)) is { Model.Name: not null } missing)
            {
                throw new ConfigurationException($"--attacks: {attack.Attack.Description.Id} needs {missing} evidence, which run {record.Id} did not gather: start a new run with it (what is stored is reused).");
            }
        }
    }
}

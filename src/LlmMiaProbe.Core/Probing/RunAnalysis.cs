using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>Attacks and evaluation from stored evidence alone; no model and no corpus file is needed.</summary>
public sealed class RunAnalysis(IProbeStore store)
{
    private const int TopDocuments = 5;

    /// <summary>Scores all documents of a run with its own attacks, or others, and keeps scores and evaluation.</summary>
    /// <exception cref="ConfigurationException">There is no such run, or an attack needs evidence that the run did not gather.</exception>
    public RunEvaluation Analyze(long run, IReadOnlyList<string>? attacks = null)
    {
        var record = store.FindRun(run) ?? throw new ConfigurationException($"There is no run {run} in {store.Location}; 'mia-probe runs list' shows all.");
        var configured = AttackSelection.Parse(attacks ?? record.Settings.Attacks);
        RequireEvidence(record, configured);
        var scores = new RunScores(configured.Select(attack => attack.Id));
        store.ReplaceScores(run, Score(record, configured, scores));
        var design = scores.Design(record.Settings);
        var health = store.FindEvaluation(run) is { } before ? RunEvaluation.FromJson(before).Health : null;
        var tests = configured.Select(attack => (attack.Id, Test: scores.Test(design, attack.Id))).ToList();
        var evaluation = RunEvaluation.Before(record.Settings, design, health) with
        {
            Labels = scores.Labels,
            Attacks = [.. configured.Select(attack => Evaluator.Evaluate(attack.Id, scores.Compared(attack.Id), record.Settings.Resamples, record.Settings.Seed))],
            Decisions = [.. tests.Select(test => test.Test.Summarise(test.Id))],
        };
        var (leading, found) = tests.Find(test => test.Id == evaluation.LeadingAttack);
        evaluation = evaluation with { Top = scores.Top(design, leading, found, TopDocuments) };
        evaluation = evaluation with { Collection = new CollectionAnalysis(store).Analyze(record, design, evaluation.LeadingAttack) };
        store.SetEvaluation(run, evaluation.ToJson());
        return evaluation;
    }

    private IEnumerable<StoredScore> Score(RunRecord record, IReadOnlyList<ConfiguredAttack> attacks, RunScores collected)
    {
        var failures = store.ReadFailures(record.Id).ToLookup(failure => failure.Ordinal);
        var sameTokenizer = HaveSameTokenizer(record);
        foreach (var (document, scores) in store.ReadEvidence(record.Id))
        {
            var evidence = new DocumentEvidence(document.Facts, scores, sameTokenizer);
            var reasons = failures[document.Ordinal].ToList();
            var fatal = reasons.Find(failure => failure.IsFatal);
            collected.AddDocument(document);
            foreach (var attack in attacks)
            {
                var score = fatal is not null
                    ? AttackScore.NotApplicable(fatal.Reason)
                    : ScoreOne(attack, evidence, scores, reasons);
                collected.AddScore(attack.Id, new ScoredDocument(document.Label, document.Group, score));
                yield return new StoredScore(document.Ordinal, attack.Id, score);
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

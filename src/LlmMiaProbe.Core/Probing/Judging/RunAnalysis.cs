using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>Attacks and evaluation from stored evidence alone; no model and no corpus file is needed.</summary>
public sealed class RunAnalysis(IProbeStore store)
{
    private const int TopDocuments = 5;

    /// <summary>Documents whose evidence is in memory at once.</summary>
    private const int DocumentsAtOnce = 32;

    /// <summary>Makes a new run from the evidence of another, which stays as it is.</summary>
    /// <param name="run">The other one.</param>
    /// <param name="attacks">What to score; null for what that one scored. The headline stays that of the run that gathered the evidence.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="started">Now.</param>
    /// <returns>The number of the new run, which is finished.</returns>
    /// <exception cref="ConfigurationException">
    /// There is no such run, it did not finish or scored no documents, or an attack needs evidence that it did not gather.
    /// </exception>
    public long Rescore(long run, IReadOnlyList<string>? attacks, string toolVersion, DateTimeOffset started)
    {
        var record = Scored(run);
        record.RequireFinished(StoredRuns.Again);
        var settings = attacks is null ? record.Settings : record.Settings with { Rescored = [.. AttackSelection.Parse(attacks).Select(attack => attack.Id)] };
        RequireEvidence(record, AttackSelection.Parse(settings.ScoredAttacks));
        return store.Recompute(record, settings, toolVersion, started, copy => Analyze(copy));
    }

    /// <summary>Scores all documents of a run with its attacks and keeps scores and evaluation.</summary>
    /// <exception cref="ConfigurationException">There is no such run, or an attack needs evidence that the run did not gather.</exception>
    public RunEvaluation Analyze(long run)
    {
        var record = Scored(run);
        var configured = AttackSelection.Parse(record.Settings.ScoredAttacks);
        RequireEvidence(record, configured);
        var before = StoredEvaluation.Find(store, run) ?? (record.Parent is { } parent ? StoredEvaluation.Find(store, parent) : null);
        var scores = Collect(record, configured, before?.Health?.Copies);
        var design = scores.Design(record.Settings);
        scores.Score(design);
        store.ReplaceScores(run, scores.Stored);
        var tests = configured.Select(attack => (attack.Id, Test: scores.Test(design, attack.Id))).ToList();
        var evaluation = RunEvaluation.Before(record.Settings, design, before?.Health) with
        {
            Prefixes = before?.Prefixes,
            Chat = before?.Chat,
            Notes = before?.Notes,
            Labels = scores.Labels,
            Compression = ZlibLengthMeter.Method,
            Attacks = Evaluate(scores, configured, record.Settings),
            Decisions = [.. tests.Select(test => test.Test.Summarise(test.Id))],
        };
        evaluation = evaluation with
        {
            Headline = record.Settings.Rescored is not null && before is not null ? before.Headline : Applicable(record.Settings, evaluation, configured),
        };
        var (leading, found) = tests.Find(test => test.Id == evaluation.LeadingAttack);
        evaluation = evaluation with
        {
            Top = scores.Top(design, leading, found, TopDocuments),
            Exploration = scores.Explore(evaluation.LeadingAttack, record.Settings.Seed),
        };
        evaluation = evaluation with { Collection = new CollectionAnalysis(store).Analyze(record, scores.Stored, design, evaluation.LeadingAttack) };
        store.SetEvaluation(run, evaluation.ToJson());
        return evaluation;
    }

    /// <summary>What the texts of a run tell without a model, measured again; null if a text was not kept.</summary>
    /// <exception cref="ConfigurationException">There is no such run, or a calibration document is under test.</exception>
    public DataHealth? MeasureHealth(long run)
    {
        var preparation = new RunPreparation(store.RequireRun(run).Settings);
        foreach (var document in store.ReadDocuments(run))
        {
            if (store.FindText(document.Facts.Hash) is not { } text)
            {
                return null;
            }

            preparation.Add(
                new Document
                {
                    Id = document.Id, Text = text, Rendered = document.Facts.RenderedOf(text), Label = document.Label,
                        Group = document.Group, Origin = document.Id,
                },
                document.Calibrates,
                NormalisedText.Of(text));
        }

        return preparation.Build(CancellationToken.None).Health;
    }

    /// <summary>
    /// What each attack of a finished run would find if the target's endpoint defended itself: with the largest values that hidden
    /// tokens can have, or without them, whichever tells the labels better apart. Keeps nothing.
    /// </summary>
    /// <param name="run">Its number.</param>
    /// <param name="defence">What it would do; null for what it did.</param>
    /// <param name="listed">Texts that filters of the output protect; null for each document itself.</param>
    /// <param name="decoded">What such defences hide that the store does not know of; null for none.</param>
    /// <exception cref="ConfigurationException">There is no such run, or it scored no documents.</exception>
    public IReadOnlyList<AttackEvaluation> Simulate(long run, Defence? defence, IReadOnlyList<string>? listed = null, DecodedTopK? decoded = null)
    {
        var record = store.RequireScored(run, "to defend");
        record.RequireFinished("to defend");
        if (record.Settings.Extraction is not null)
        {
            throw new ConfigurationException(
                $"Run {run} is {record.Settings.Task.Description}, so it has no attacks on membership to defend against: name {MembershipTask.Sentence}.");
        }

        var attacks = AttackSelection.Parse(record.Settings.ScoredAttacks);
        var copies = StoredEvaluation.Find(store, run)?.Health?.Copies;
        var texts = listed is null ? null : new ListedTexts(listed);
        var evaluations = Evaluate(leavesOut: false);
        return defence is not { HidesTokens: true } ? evaluations : [.. evaluations.Zip(Evaluate(leavesOut: true), Better)];

        AttackEvaluation[] Evaluate(bool leavesOut)
        {
            var scores = Collect(record, attacks, copies, defence, texts, decoded, leavesOut);
            scores.Score(scores.Design(record.Settings));
            return RunAnalysis.Evaluate(scores, attacks, record.Settings);
        }
    }

    private static HeadlineChoice Applicable(RunSettings settings, RunEvaluation evaluation, IReadOnlyList<ConfiguredAttack> configured)
    {
        var applied = evaluation.Attacks
            .Where(attack => attack.Members + attack.NonMembers + attack.Unknown > 0)
            .Select(attack => attack.Attack)
            .ToHashSet(StringComparer.Ordinal);
        var wasScored = evaluation.Attacks.Any(attack => evaluation.Headline.Attacks.Contains(attack.Attack));
        List<string> remaining = [.. evaluation.Headline.Attacks.Where(applied.Contains)];
        return applied.Count == 0 || !wasScored || remaining.Count == evaluation.Headline.Attacks.Count
            ? evaluation.Headline
            : remaining.Count > 0
            ? evaluation.Headline with { Attacks = remaining }
            : HeadlineChoice.InPlaceOf(
                evaluation.Headline, [.. configured.Where(attack => applied.Contains(attack.Id))], settings.HasReference, settings.Shadows.Count > 0);
    }

    private RunRecord Scored(long run) => store.RequireScored(run, StoredRuns.Again);

    private static AttackEvaluation[] Evaluate(RunScores scores, IReadOnlyList<ConfiguredAttack> attacks, RunSettings settings) =>
        attacks.OnAllCores(attack => Evaluator.Evaluate(attack.Id, scores.Compared(attack.Id), settings.Resamples, settings.Seed));

    // A defence is no better than against the better of two attackers, as long as neither drops documents.
    private static AttackEvaluation Better(AttackEvaluation one, AttackEvaluation other) =>
        other.Auc?.Value > (one.Auc?.Value ?? double.NegativeInfinity) && other.Members >= one.Members && other.NonMembers >= one.NonMembers ? other : one;

    private RunScores Collect(
        RunRecord record,
        IReadOnlyList<ConfiguredAttack> attacks,
        IReadOnlyList<IReadOnlyList<int>>? copies,
        Defence? defence = null,
        ListedTexts? listed = null,
        DecodedTopK? decoded = null,
        bool leavesOut = false)
    {
        var collected = new RunScores(attacks);
        var failures = store.ReadFailures(record.Id).ToLookup(failure => failure.Ordinal);
        var sameTokenizer = HaveSameTokenizer(record);
        var vocabularies = sameTokenizer ? default : (VocabularyOf(record, ModelRole.Target), VocabularyOf(record, ModelRole.Reference));
        var requests = RunRequests.Of(record.Settings);
        using var shadowReader = new ShadowReader(store, record);
        var poolReader = new PoolReader(
            store, record, [.. attacks.SelectMany(attack => attack.Evidence).Where(request => request.Pool is not null).Distinct()]);
        foreach (var batch in store.ReadEvidence(record.Id).Select(one => Read(one.Document, one.Evidence)).Chunk(DocumentsAtOnce))
        {
            foreach (var ((document, _), features) in batch.Zip(batch.OnAllCores(one => one.Features())))
            {
                collected.AddDocument(document);
                foreach (var (attack, ofAttack) in attacks.Zip(features))
                {
                    collected.AddFeatures(attack.Id, ofAttack);
                }
            }
        }

        collected.Tie(copies);
        return collected;

        // All that needs the store is read here, by one thread; the features are then computed from memory.
        (RunDocument Document, Func<DocumentFeatures[]> Features) Read(RunDocument document, IReadOnlyDictionary<string, TokenScores> stored)
        {
            var left = new DefendedEvidence(
                defence, stored, poolReader.Read(document), name => decoded?.Of(document.Ordinal, name, defence?.ShownTokens), listed, leavesOut);
            var shadows = shadowReader.Read(document, left.Scores);
            var evidence = new DocumentEvidence(document.Facts, left.Scores, sameTokenizer, shadows.In, shadows.Out, left.Pools, vocabularies);
            var reasons = failures[document.Ordinal].ToList();
            var fatal = reasons.Find(failure => failure.IsFatal);
            return (document, () =>
            [
                .. attacks.Select(attack => (fatal?.Reason ?? defence?.WhyNot(attack)) is { } reason
                    ? DocumentFeatures.NotApplicable(reason)
                    : FeaturesOf(
                        attack,
                        evidence,
                        name => left.Scores.ContainsKey(name) || left.Pools.ContainsKey(name),
                        name => left.WhyNot(name) ?? WhyNot(attack, requests, name) ?? reasons.Find(failure => failure.Request == name)?.Reason,
                        shadows.Missing)),
            ]);
        }
    }

    private static DocumentFeatures FeaturesOf(
        ConfiguredAttack attack, DocumentEvidence evidence, Func<string, bool> isThere, Func<string, string?> why, string? missingShadow)
    {
        if (missingShadow is not null && attack.Evidence.Any(request => request.Model.IsShadow))
        {
            return DocumentFeatures.NotApplicable(missingShadow);
        }

        return attack.Evidence.Where(request => !request.Model.IsShadow).Select(request => request.Name).FirstOrDefault(name => !isThere(name)) is { } missing
            ? DocumentFeatures.NotApplicable(why(missing) ?? $"the run has no {missing} evidence for this document")
            : attack.Features(evidence);
    }

    private static string? WhyNot(ConfiguredAttack attack, RunRequests requests, string name) =>
        attack.Evidence.Where(request => request.Name == name).Select(requests.WhyNot).FirstOrDefault();

    private Vocabulary? VocabularyOf(RunRecord record, ModelRole role) =>
        record.Models.FirstOrDefault(model => model.Role == role) is { } model ? store.FindVocabulary(model.Model.Tokenizer) : null;

    private static bool HaveSameTokenizer(RunRecord record) =>
        record.Models.Select(model => model.Model.Tokenizer).Distinct(StringComparer.Ordinal).Count() <= 1;

    private static void RequireEvidence(RunRecord record, IReadOnlyList<ConfiguredAttack> attacks)
    {
        var requests = RunRequests.Of(record.Settings);
        foreach (var attack in attacks)
        {
            if (attack.Evidence.FirstOrDefault(request => !requests.Gathers(request)) is { Model.Name: not null } missing)
            {
                if (EvidenceSource.MissingFrom(record.Settings, attack) is not null)
                {
                    throw new ConfigurationException($"--attacks: {AbsentAttack.Of(record, attack, "to compute")}.");
                }

                throw new ConfigurationException(
                    $"--attacks: {attack.Attack.Description.Id} needs {missing} evidence, which run {record.Id} did not gather: "
                    + "start a new run with it (what is stored is reused).");
            }
        }
    }
}

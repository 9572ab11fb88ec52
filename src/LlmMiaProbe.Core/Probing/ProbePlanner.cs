using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>Counts what a run would cost by tokenising its corpus; loads no weights and writes nothing.</summary>
/// <param name="store">Null if there is no store yet.</param>
/// <param name="models">Opens the models.</param>
/// <param name="progress">Told as documents are counted.</param>
public sealed class ProbePlanner(IProbeStore? store, IModelProvider models, IProgress<ProbeProgress> progress)
{
    public ProbePlan Plan(RunSettings settings, CancellationToken cancellationToken)
    {
        var requested = RunRequests.Of(settings);
        var unscorable = new HashSet<long>();
        var compared = new ComparedModels();
        var corpus = new Reading(0, 0, new TestDesignBuilder(settings.Mondrian, settings.FalseDiscoveryRate).Build());
        var passes = new List<PlannedPass>();
        foreach (var (role, requests) in requested.ByModel)
        {
            using var scorer = models.Open(role, settings);
            compared.Add(role, scorer.Model);
            var pass = new Pass(store, scorer, role, requests, new ShotPrefixes(settings, requests), unscorable);
            corpus = Read(settings, role, pass.Count, cancellationToken);
            passes.Add(pass.Result);
        }

        var pools = new List<PlannedGeneration>();
        foreach (var (role, requests) in requested.PoolsByModel)
        {
            using var generator = models.OpenGenerator(role, settings);
            foreach (var pool in requests.Select(request => request.Pool).OfType<PoolSettings>())
            {
                var tally = new GenerationTally(store, generator);
                corpus = Read(settings, role, (ordinal, text) => Count(tally, unscorable.Contains(ordinal) ? null : PlanOf(generator, role, pool, settings.Seed, text)), cancellationToken);
                pools.Add(new PlannedGeneration(role, generator.Model, generator.Policy, pool.Id, tally.Cost));
            }
        }

        return new ProbePlan(corpus.Documents, corpus.Defects, passes, pools, corpus.Design);
    }

    private static void Count(GenerationTally tally, PoolPlan? plan)
    {
        if (plan is null)
        {
            tally.AddTooShort();
        }
        else
        {
            tally.Add(plan.Attempts);
        }
    }

    private static PoolPlan? PlanOf(IGenerator generator, ModelRole role, PoolSettings pool, int seed, string text)
    {
        try
        {
            return PoolPlan.For(generator, role, pool, seed, ContentHash.Of(text), text);
        }
        catch (ModelException)
        {
            return null;
        }
    }

    /// <summary>Reads the corpus once, as a run would before it scores.</summary>
    private Reading Read(RunSettings settings, ModelRole role, Action<long, string> count, CancellationToken cancellationToken)
    {
        var (documents, defects) = (0L, 0L);
        var tests = new TestRegister(settings);
        var overlap = new CalibrationOverlap();
        var shadows = ShadowRegister.For(settings);
        foreach (var (entry, calibrates) in RunCorpus.Read(settings))
        {
            cancellationToken.ThrowIfCancellationRequested();
            defects += entry.Defect is null ? 0 : 1;
            if (entry.Document is { } document)
            {
                var normalised = NormalisedText.Of(document.Text);
                if (settings.Calibration.Count > 0)
                {
                    overlap.Add(document, calibrates, normalised);
                }

                tests.Add(document, calibrates, normalised);
                count(documents, document.Text);
                shadows?.Add(documents, document.Id);
                documents++;
                progress.Report(new ProbeProgress($"counting for {role}", documents, null, 0, 0, 0));
            }
        }

        var (built, _) = tests.Build();
        overlap.RequireNone(built.Tested);
        shadows?.RequireMatch();
        return new Reading(documents, defects, built);
    }

    private sealed record Reading(long Documents, long Defects, TestDesign Design);

    private sealed class Pass(IProbeStore? store, ITokenScorer scorer, ModelRole role, IReadOnlyList<EvidenceRequest> requests, ShotPrefixes prefixes, HashSet<long> unscorable)
    {
        // 64 bits of each key: texts that occur twice are decoded once.
        private readonly HashSet<ulong> _planned = [];
        private readonly SharedPrefixCost _sharedCost = new();
        private long _texts;
        private long _cached;
        private long _unscorable;
        private long _windows;
        private long _tokens;

        public PlannedPass Result => new(role, scorer.Model, scorer.Policy, string.Join(", ", requests.Select(r => r.Variant.Id)), _texts, _cached, _unscorable, _windows, _tokens, scorer.Model.FileSize + scorer.WorkingMemory);

        // A document that one model cannot take is not asked of the next.
        public void Count(long ordinal, string text)
        {
            foreach (var request in requests)
            {
                _texts++;
                if (unscorable.Contains(ordinal) || !TryPrepare(request.Variant, text, out var prepared))
                {
                    _unscorable++;
                    if (request.Variant == TextVariant.Plain)
                    {
                        unscorable.Add(ordinal);
                        return;
                    }
                }
                else if (!_planned.Add(Convert.ToUInt64(prepared.Key.Hex[..16], 16)) || store?.HasEvidence(prepared.Key) == true)
                {
                    _cached++;
                }
                else
                {
                    _windows += prepared.Windows;
                    _tokens += prepared.InputTokens + _sharedCost.Of(prepared);
                }
            }
        }

        private bool TryPrepare(TextVariant variant, string text, out PreparedText prepared)
        {
            try
            {
                prepared = prefixes.Prepare(variant, text, scorer);
                return prepared.Tokens.Length > 0;
            }
            catch (ModelException)
            {
                prepared = new PreparedText(new EvidenceKey(""), [], 0, 0);
                return false;
            }
        }
    }
}

using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Asks whether a model prefers documents in their published order (Oren et al. 2023, arXiv 2310.17623). What is scored
/// is kept as evidence, so that an interrupted test goes on where it stopped and no text is decoded twice.
/// </summary>
/// <param name="store">Keeps evidence; a plan does without one.</param>
/// <param name="scorer">The model under test.</param>
/// <param name="progress">Told after each text.</param>
public sealed class ExchangeabilityProbe(IEvidenceStore? store, ITokenScorer scorer, IProgress<ProbeProgress> progress)
{
    private readonly List<(int Shard, string Reason)> _failures = [];
    private EvidenceGatherer? _gatherer;

    /// <summary>Notes what the store lacks, by shard, where no model is to be asked; null to ask the model.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>Tokens decoded so far; texts that the store holds cost nothing.</summary>
    public long TokensDecoded => _gatherer?.Cost.Tokens ?? 0;

    /// <summary>Scores all orders of all shards and compares the published ones with the others.</summary>
    /// <param name="documents">Texts in published order.</param>
    /// <param name="settings">How they are cut and reordered.</param>
    /// <param name="cancellationToken">Stops after the text under way; what was scored is kept.</param>
    /// <exception cref="ConfigurationException">There are fewer than two documents for each shard.</exception>
    /// <exception cref="ModelException">No shard could be scored.</exception>
    /// <exception cref="MissingAnswersException">Nobody is asked, and the store lacks something.</exception>
    public async Task<ExchangeabilityOutcome> RunAsync(IReadOnlyList<string> documents, ExchangeabilitySettings settings, CancellationToken cancellationToken)
    {
        if (Missing is not null)
        {
            Missing.Unit = "shard";
        }

        var known = store ?? throw new InvalidOperationException("A test keeps what it scores.");
        var gatherer = _gatherer = Missing is null
            ? new EvidenceGatherer(known, scorer)
            : EvidenceGatherer.OfStoreAlone(known, scorer, key => known.FindFailedEvidence(key)?.Reason);
        var (scored, counted) = (new List<ShardLogProbs>(), 0);
        await foreach (var shard in GatherAsync(gatherer, PreparedShard.All(documents, settings, scorer), settings.Shards, cancellationToken))
        {
            if (shard.WhyNot is { } reason)
            {
                _failures.Add((shard.Shard.Number, reason));
            }
            else if (!shard.Lacks)
            {
                double[] orders = [.. shard.Orders.Select(order => order.Sum(text => shard.LogProbs[text.Key]))];
                scored.Add(new ShardLogProbs(orders[0], orders[1..]));
                counted += shard.Shard.Documents;
            }
        }

        Missing?.RequireNone();
        return scored.Count == 0
            ? throw new ModelException($"none of the {settings.Shards} shards could be scored; the first: {_failures[0].Reason}")
            : new ExchangeabilityOutcome(ExchangeabilityTest.Run(scored, settings.Seed), counted, _failures, gatherer.Cost.Tokens);
    }

    /// <summary>Says what the test would cost: the same, with a counter in the model's place.</summary>
    /// <inheritdoc cref="RunAsync" path="/param"/>
    /// <exception cref="ConfigurationException">There are fewer than two documents for each shard.</exception>
    public async Task<ExchangeabilityPlan> PlanAsync(IReadOnlyList<string> documents, ExchangeabilitySettings settings, CancellationToken cancellationToken)
    {
        var gatherer = EvidenceGatherer.DryRun(store, scorer);
        var (sharing, whole) = (0, 0L);
        await foreach (var shard in GatherAsync(gatherer, PreparedShard.All(documents, settings, scorer), settings.Shards, cancellationToken))
        {
            sharing += shard.Orders.FirstOrDefault() is { Count: > 1 } ? 1 : 0;
            whole += shard.Orders.Sum(order => order.Sum(text => text.InputTokens));
        }

        var cost = gatherer.Cost;
        return new ExchangeabilityPlan(
            documents.Count, settings.Shards, settings.Permutations + 1, sharing, (int)cost.Texts, (int)cost.Cached, cost.Tokens, whole);
    }

    /// <summary>Asks about the shards in a part of the documents, for a test that is made elsewhere.</summary>
    /// <param name="gatherer">Asks, and keeps what it is told.</param>
    /// <param name="documents">Of the part, in published order.</param>
    /// <param name="first">Documents before the part.</param>
    /// <param name="total">Documents in all.</param>
    /// <param name="settings">How they are cut and reordered.</param>
    /// <param name="cancellationToken">Stops after the text under way; what was scored is kept.</param>
    internal async Task GatherPartAsync(
        EvidenceGatherer gatherer,
        IReadOnlyList<string> documents,
        long first,
        long total,
        ExchangeabilitySettings settings,
        CancellationToken cancellationToken)
    {
        var count = Enumerable.Range(0, settings.Shards)
            .Count(shard => settings.StartOf(shard, total) >= first && settings.StartOf(shard + 1, total) <= first + documents.Count);
        await foreach (var _ in GatherAsync(gatherer, PreparedShard.Of(documents, first, total, settings, scorer), count, cancellationToken))
        {
            // All that is found out is in the store.
        }
    }

    /// <summary>The shards in order, each when all its texts are answered.</summary>
    private async IAsyncEnumerable<ScoredShard> GatherAsync(
        EvidenceGatherer gatherer,
        IEnumerable<PreparedShard> shards,
        int count,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (inOrder, done) = (new Queue<ScoredShard>(), 0L);
        Report();
        await foreach (var answer in gatherer.GatherAsync(Questions(shards, inOrder), cancellationToken))
        {
            if (answer is { About: { } shard, Text: { } text })
            {
                Take(shard, answer, text);
            }

            while (inOrder.TryPeek(out var first) && first.IsComplete)
            {
                done++;
                yield return inOrder.Dequeue();
            }

            Report();
        }

        while (inOrder.TryDequeue(out var last))
        {
            done++;
            yield return last;
        }

        Report();

        void Report() => progress.Report(new ProbeProgress("scoring orders", done, count, 0, _failures.Count, gatherer.Cost.Tokens));
    }

    /// <summary>
    /// Shard by shard, and branch by branch, so that a scorer holds one first half at a time; after a failure a shard is asked about no more.
    /// </summary>
    private static IEnumerable<EvidenceQuestion<ScoredShard>> Questions(IEnumerable<PreparedShard> shards, Queue<ScoredShard> inOrder)
    {
        foreach (var prepared in shards)
        {
            var shard = new ScoredShard(prepared) { WhyNot = prepared.Reason };
            inOrder.Enqueue(shard);
            foreach (var text in shard.Orders.SelectMany(order => order).DistinctBy(text => text.Key).TakeWhile(_ => shard.WhyNot is null))
            {
                shard.Open++;
                yield return EvidenceQuestion.Of(shard, text);
            }

            shard.Open--;
            if (!shard.IsComplete)
            {
                yield return EvidenceQuestion.Pause(shard);
            }
        }
    }

    private void Take(ScoredShard shard, EvidenceAnswer<ScoredShard> answer, PreparedText text)
    {
        shard.Open--;
        if (answer.IsMissing && shard.WhyNot is null)
        {
            Missing?.Add(ModelRole.Target, $"shard {shard.Shard.Number}");
            shard.Lacks = true;
        }

        shard.WhyNot ??= answer.Failure;
        if ((answer.Source == AnswerSource.Store ? store?.FindEvidence(text.Key) : answer.Scores) is { } scores)
        {
            shard.LogProbs[text.Key] = scores.TotalLogProb;
        }
    }

    /// <summary>A shard and what is known of its texts.</summary>
    private sealed record ScoredShard(PreparedShard Shard)
    {
        public IEnumerable<IReadOnlyList<PreparedText>> Orders => Shard.Texts?.Orders ?? [];

        public Dictionary<EvidenceKey, double> LogProbs { get; } = [];

        public string? WhyNot { get; set; }

        /// <summary>Whether an answer is missing, where nobody is asked.</summary>
        public bool Lacks { get; set; }

        /// <summary>Questions without an answer, and one more while questions are still to come.</summary>
        public int Open { get; set; } = 1;

        public bool IsComplete => Open == 0;
    }
}

/// <summary>The result of a test of the published order, and what was done for it.</summary>
/// <param name="Result">Of the shards that could be scored.</param>
/// <param name="Documents">In those shards.</param>
/// <param name="Failures">Why other shards could not, by their number from 1.</param>
/// <param name="TokensDecoded">Without what came from the store.</param>
public sealed record ExchangeabilityOutcome(
    ExchangeabilityResult Result, int Documents, IReadOnlyList<(int Shard, string Reason)> Failures, long TokensDecoded);

/// <summary>What a test of the published order will cost.</summary>
/// <param name="Documents">In all shards together.</param>
/// <param name="Shards">Parts that are permuted by themselves.</param>
/// <param name="Orders">Orders of each shard, the published one included.</param>
/// <param name="SharingShards">Shards in which orders share their first halves; the others exceed the context or have too few documents.</param>
/// <param name="Texts">Different texts to score.</param>
/// <param name="Cached">Of these, texts whose scores are in the store.</param>
/// <param name="TokensToDecode">For the others.</param>
/// <param name="WholeTokens">What all orders would take if each were decoded whole, stored or not.</param>
public sealed record ExchangeabilityPlan(
    int Documents, int Shards, int Orders, int SharingShards, int Texts, int Cached, long TokensToDecode, long WholeTokens);

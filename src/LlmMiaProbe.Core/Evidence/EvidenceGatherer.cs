using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Evidence;

/// <summary>
/// Answers questions about texts: what the store holds is not asked again, equal texts are asked once, and what the model says
/// is stored before anybody sees it. Only so many questions are under way as the model works on at a time.
/// </summary>
public sealed class EvidenceGatherer
{
    private readonly string _name;
    private readonly IKnownEvidence _known;
    private readonly int _room;
    private readonly Func<IAsyncEnumerable<PreparedText>, CancellationToken, IAsyncEnumerable<ScoredText>> _model;
    private readonly SharedPrefixCost _sharedCost = new();

    /// <param name="store">Asked first, and keeps what the model says.</param>
    /// <param name="scorer">The model.</param>
    public EvidenceGatherer(IEvidenceStore store, IScorer scorer)
        : this(scorer, new StoredEvidence(store, scorer.Model.Fingerprint, scorer.Policy), scorer.ScoreAsync)
    {
    }

    private EvidenceGatherer(
        IScorer scorer, IKnownEvidence known, Func<IAsyncEnumerable<PreparedText>, CancellationToken, IAsyncEnumerable<ScoredText>> model) =>
        (_name, _room, _known, _model) = (scorer.Model.Name, scorer.PreferredBatch, known, model);

    /// <summary>The same with a counter in the model's place: no weights are loaded, nothing is kept, and answers have no scores.</summary>
    /// <param name="store">What is there would not be asked; null if there is none yet.</param>
    /// <param name="scorer">The model that would be asked.</param>
    public static EvidenceGatherer DryRun(IEvidenceStore? store, IScorer scorer) => new(scorer, new CountedEvidence(store), CountAsync);

    /// <summary>
    /// The same with nobody in the model's place: what the store does not hold failed before, or is missing. No weights are loaded, and
    /// nothing is kept.
    /// </summary>
    /// <param name="store">All that is known.</param>
    /// <param name="scorer">Gives tokenizer and policy.</param>
    /// <param name="failureOf">Why a model said nothing about a text when it was asked; null where it was not asked.</param>
    public static EvidenceGatherer OfStoreAlone(IEvidenceStore store, IScorer scorer, Func<EvidenceKey, string?> failureOf) => new(
        scorer,
        new StoredEvidence(store, scorer.Model.Fingerprint, scorer.Policy),
        (texts, cancellationToken) => RecallAsync(failureOf, texts, cancellationToken));

    /// <summary>Told of each text about which the model says nothing, but may another time.</summary>
    public Action<ScoredText>? Failed { get; init; }

    /// <summary>What was gathered so far.</summary>
    public GatheringCost Cost { get; private set; }

    /// <summary>Why the store holds that a model has no answer about a text; null if it has one.</summary>
    public string? WhyNone(PreparedText text) => _known.WhyNone(text);

    /// <summary>
    /// The answer to every question, as soon as it is there: those of the store at once, those of the model in order. A question
    /// is read only when the answers before it are taken.
    /// </summary>
    /// <exception cref="ModelException">The model left a text out.</exception>
    public async IAsyncEnumerable<EvidenceAnswer<T>> GatherAsync<T>(
        IEnumerable<EvidenceQuestion<T>> questions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var waiting = new Dictionary<(EvidenceKey Key, int Schemes), List<T>>();
        var (exchange, isOver) = (Begin(), false);
        try
        {
            foreach (var question in questions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (question.IsPause)
                {
                    exchange.Complete();
                    while (await exchange.MoveNextAsync())
                    {
                        foreach (var answer in Take(exchange.Current, waiting))
                        {
                            yield return answer;
                        }
                    }

                    await exchange.DisposeAsync();
                    exchange = Begin();
                }
                else if (question.Text is not { } text)
                {
                    Cost = Cost with { Impossible = Cost.Impossible + 1 };
                    yield return new EvidenceAnswer<T>(question.About, null, AnswerSource.Nobody) { Failure = question.WhyNot };
                }
                else if (Find(question.About, text, waiting) is { } known)
                {
                    yield return known;
                }
                else if (waiting.TryAdd((text.Key, text.Schemes.Count), [question.About]))
                {
                    while (!exchange.TryAsk(text) && await exchange.MoveNextAsync())
                    {
                        foreach (var answer in Take(exchange.Current, waiting))
                        {
                            yield return answer;
                        }
                    }
                }
            }

            exchange.Complete();
            while (await exchange.MoveNextAsync())
            {
                foreach (var answer in Take(exchange.Current, waiting))
                {
                    yield return answer;
                }
            }

            isOver = true;
        }
        finally
        {
            if (!isOver)
            {
                await KeepRestAsync(exchange, waiting);
            }

            await exchange.DisposeAsync();
        }

        if (waiting.Count > 0)
        {
            throw new ModelException($"{_name} left {waiting.Count} {(waiting.Count == 1 ? "text" : "texts")} without an answer");
        }

        Exchange<PreparedText, ScoredText> Begin() => new(_room, _model, cancellationToken);
    }

    /// <summary>The store's answer; null if the model has to be asked, or is being asked already, in which case the question waits with the other.</summary>
    private EvidenceAnswer<T>? Find<T>(T about, PreparedText text, Dictionary<(EvidenceKey Key, int Schemes), List<T>> waiting)
    {
        Cost = Cost with { Texts = Cost.Texts + 1 };

        // A window that is asked under no scheme does not answer for one that is asked under some.
        if (waiting.TryGetValue((text.Key, text.Schemes.Count), out var others))
        {
            others.Add(about);
            return null;
        }

        if (!_known.Has(text))
        {
            return null;
        }

        Cost = Cost with { Cached = Cost.Cached + 1 };
        return new EvidenceAnswer<T>(about, text, AnswerSource.Store);
    }

    /// <summary>After an interruption or an error: what the model still says of what it was asked is kept, for whoever asks again.</summary>
    private async Task KeepRestAsync<T>(Exchange<PreparedText, ScoredText> exchange, Dictionary<(EvidenceKey Key, int Schemes), List<T>> waiting)
    {
        exchange.Complete();
        try
        {
            while (await exchange.MoveNextAsync())
            {
                Take(exchange.Current, waiting);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ProbeException)
        {
            // The first error is the one that is told.
        }
    }

    private static async IAsyncEnumerable<ScoredText> CountAsync(
        IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            yield return new ScoredText(text, null, null) { IsCounted = true };
        }
    }

    private static async IAsyncEnumerable<ScoredText> RecallAsync(
        Func<EvidenceKey, string?> failureOf, IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            var failure = failureOf(text.Key);
            yield return new ScoredText(text, null, failure) { IsMissing = failure is null };
        }
    }

    private IEnumerable<EvidenceAnswer<T>> Take<T>(ScoredText scored, Dictionary<(EvidenceKey Key, int Schemes), List<T>> waiting)
    {
        var isAnswer = scored.Scores is not null || scored.IsFinal || scored.IsCounted;
        if (isAnswer)
        {
            _known.Keep(scored);
        }
        else
        {
            Failed?.Invoke(scored);
        }

        waiting.Remove((scored.Text.Key, scored.Text.Schemes.Count), out var askers);
        var tokens = isAnswer ? scored.Text.InputTokens + _sharedCost.Of(scored.Text) : 0;
        Cost = Cost with
        {
            Cached = Cost.Cached + (isAnswer ? (askers?.Count ?? 1) - 1 : 0),
            ForwardPasses = Cost.ForwardPasses + (isAnswer ? scored.Text.Windows : 0),
            Tokens = Cost.Tokens + tokens,
        };
        return (askers ?? []).Select((about, i) => new EvidenceAnswer<T>(about, scored.Text, i == 0 ? AnswerSource.Model : AnswerSource.Shared)
        {
            Scores = scored.Scores,
            Failure = scored.Scores is not null || scored.IsCounted || scored.IsMissing ? null : scored.WhyNone,
            IsMissing = scored.IsMissing,
            IsFinal = scored.IsFinal,
            Tokens = i == 0 ? tokens : 0,
        });
    }
}

/// <summary>What evidence cost, or would cost.</summary>
/// <param name="Texts">Texts asked for.</param>
/// <param name="Cached">Of these, answered by the store or by an equal text.</param>
/// <param name="Impossible">Texts beside these that could not be asked for.</param>
/// <param name="ForwardPasses">Windows decoded, or requests made.</param>
/// <param name="Tokens">Tokens fed.</param>
public readonly record struct GatheringCost(long Texts, long Cached, long Impossible, long ForwardPasses, long Tokens)
{
    /// <summary>Of so many times as many documents of the same kind.</summary>
    internal GatheringCost Times(double factor) =>
        new(Scaled(Texts, factor), Scaled(Cached, factor), Scaled(Impossible, factor), Scaled(ForwardPasses, factor), Scaled(Tokens, factor));

    private static long Scaled(long count, double factor) => (long)Math.Round(count * factor);
}

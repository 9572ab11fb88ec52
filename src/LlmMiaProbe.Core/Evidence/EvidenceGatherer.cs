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
        : this(scorer, new StoredEvidence(store, scorer.Model.Fingerprint), scorer.ScoreAsync)
    {
    }

    private EvidenceGatherer(
        IScorer scorer, IKnownEvidence known, Func<IAsyncEnumerable<PreparedText>, CancellationToken, IAsyncEnumerable<ScoredText>> model) =>
        (_name, _room, _known, _model) = (scorer.Model.Name, scorer.PreferredBatch, known, model);

    /// <summary>The same with a counter in the model's place: no weights are loaded, nothing is kept, and answers have no scores.</summary>
    /// <param name="store">What is there would not be asked; null if there is none yet.</param>
    /// <param name="scorer">The model that would be asked.</param>
    public static EvidenceGatherer DryRun(IEvidenceStore? store, IScorer scorer) => new(scorer, new CountedEvidence(store), CountAsync);

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
        var waiting = new Dictionary<EvidenceKey, List<T>>();
        await using var exchange = new Exchange<PreparedText, ScoredText>(_room, _model, cancellationToken);
        foreach (var question in questions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (question.Text is not { } text)
            {
                Cost = Cost with { Impossible = Cost.Impossible + 1 };
                yield return new EvidenceAnswer<T>(question.About, null, AnswerSource.Nobody) { Failure = question.WhyNot };
                continue;
            }

            Cost = Cost with { Texts = Cost.Texts + 1 };
            if (waiting.TryGetValue(text.Key, out var others))
            {
                others.Add(question.About);
            }
            else if (_known.Has(text))
            {
                Cost = Cost with { Cached = Cost.Cached + 1 };
                yield return new EvidenceAnswer<T>(question.About, text, AnswerSource.Store);
            }
            else
            {
                waiting.Add(text.Key, [question.About]);
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

        if (waiting.Count > 0)
        {
            throw new ModelException($"{_name} left {waiting.Count} {(waiting.Count == 1 ? "text" : "texts")} without an answer");
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

    private IEnumerable<EvidenceAnswer<T>> Take<T>(ScoredText scored, Dictionary<EvidenceKey, List<T>> waiting)
    {
        var isAnswer = scored.Scores is not null || scored.IsFinal || scored.IsCounted;
        if (isAnswer)
        {
            _known.Keep(scored);
        }

        waiting.Remove(scored.Text.Key, out var askers);
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
            Failure = scored.Scores is not null || scored.IsCounted ? null : scored.WhyNone,
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
public readonly record struct GatheringCost(long Texts, long Cached, long Impossible, long ForwardPasses, long Tokens);

using System.Runtime.CompilerServices;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Neighbours;

/// <summary>
/// Scores neighbours of a text: in each, one token is replaced by the one that a reference model expects there. The
/// reference first reads the text; the positions where it most firmly expects another token than stands there make the
/// neighbours, and the target scores each from the replacement on. No masked model is needed, and neighbours read well.
/// </summary>
/// <remarks>
/// One entry a neighbour, the likeliest first: <see cref="TokenScores.Tokens"/> is the replacement, <see cref="TokenScores.Rank"/>
/// its 0-based place in the text, <see cref="TokenScores.Top1"/> the number of tokens from there to the end, <see cref="TokenScores.LogProb"/>
/// the sum of the target's log-probabilities of these (nats), <see cref="TokenScores.Top1LogProb"/> the reference's log-probability of
/// the replacement. The other columns are zero. Only what fits into the context of both models is looked at; the first token,
/// which has nothing before it, is never replaced.
/// </remarks>
public sealed class NeighbourScorer : ITokenScorer
{
    private readonly IWindowScorer _target;
    private readonly IWindowScorer _reference;
    private readonly int _count;

    /// <param name="target">Scores the neighbours; disposed with this.</param>
    /// <param name="reference">Proposes them; disposed with this.</param>
    /// <param name="count">Neighbours of a text, at least 1; a text with fewer unexpected tokens has fewer.</param>
    /// <exception cref="ConfigurationException">The two split text differently.</exception>
    public NeighbourScorer(IWindowScorer target, IWindowScorer reference, int count)
    {
        Model = ModelPair.Describe(target.Model, reference.Model);
        (_target, _reference, _count) = (target, reference, count);
    }

    public ModelDescription Model { get; }

    public AccessLevel Access => _target.Access;

    public string Policy => $"{_count} neighbours of one token each; target: {_target.Policy}; reference: {_reference.Policy}";

    public int ContextTokens => Math.Min(_target.ContextTokens, _reference.ContextTokens);

    public int PreferredBatch => 16;

    public long WorkingMemory => _target.WorkingMemory + _reference.WorkingMemory;

    public PreparedText Prepare(string text) => Prepare(_target.Tokenize(text), null);

    /// <summary>Neighbours differ from the conversation in a token that is scored.</summary>
    public PreparedText Prepare(RenderedText text)
    {
        var tokens = _target.Tokenize(text);
        return Prepare(tokens.Tokens, tokens.IsScored);
    }

    private PreparedText Prepare(int[] tokens, bool[]? isScored)
    {
        var read = Read(tokens).Length;
        // The reference reads the text once, the target each neighbour.
        return new PreparedText(
            EvidenceKey.Of(Model.Fingerprint, Policy, null, tokens, isScored: isScored), tokens, read < 2 ? 0 : (1L + _count) * read, read < 2 ? 0 : 1 + _count)
        {
            IsScored = isScored,
        };
    }

    /// <exception cref="ModelException">Neighbours are made of a text by itself.</exception>
    public PreparedText PrepareAfter(string prefix, string text) => throw new ModelException("neighbours are made of a text by itself, not after a prefix");

    /// <inheritdoc cref="PrepareAfter(string, string)" path="/exception"/>
    public PreparedText PrepareAfter(RenderedText prefix, RenderedText text) => PrepareAfter("", "");

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            yield return await ScoreAsync(text, cancellationToken);
        }
    }

    public void Dispose()
    {
        _target.Dispose();
        _reference.Dispose();
    }

    private int[] Read(int[] tokens) => tokens[..Math.Min(tokens.Length, ContextTokens)];

    private async Task<ScoredText> ScoreAsync(PreparedText text, CancellationToken cancellationToken)
    {
        var tokens = Read(text.Tokens);
        if (tokens.Length < 2)
        {
            return new ScoredText(text, Gather([]), null);
        }

        var expected = (await ScoreAsync(_reference, [_reference.PrepareWindow(tokens[..1], tokens[1..], [])], cancellationToken))[0];
        if (expected.Scores is not { } predictions)
        {
            return new ScoredText(text, null, expected.Failure);
        }

        List<Replacement> chosen =
        [
            .. Enumerable.Range(1, tokens.Length - 1)
                .Select(t => new Replacement(t, predictions.Top1[t - 1], predictions.Top1LogProb[t - 1]))
                .Where(replacement => replacement.Token != tokens[replacement.Place] && text.IsScored?[replacement.Place] is not false)
                .OrderByDescending(replacement => replacement.LogProb).ThenBy(replacement => replacement.Place)
                .Take(_count),
        ];
        var neighbours = await ScoreAsync(
            _target, [.. chosen.Select(one => _target.PrepareWindow(tokens[..one.Place], [one.Token, .. tokens[(one.Place + 1)..]], []))], cancellationToken);
        return neighbours.FirstOrDefault(neighbour => neighbour.Scores is null) is { } failed
            ? new ScoredText(text, null, failed.Failure)
            : new ScoredText(text, Gather([.. chosen.Zip(neighbours.Select(neighbour => neighbour.Scores).OfType<TokenScores>(), Scored)]), null);

        // Places and sums of a masked text are of its scored tokens.
        (Replacement Replacement, TokenScores Scores) Scored(Replacement one, TokenScores scores) => text.IsScored is not { } isScored ? (one, scores)
            : (one with { Place = isScored.AsSpan(0, one.Place).Count(true) }, scores.Only(isScored[one.Place..tokens.Length]));
    }

    private static async Task<List<ScoredText>> ScoreAsync(IWindowScorer scorer, IReadOnlyList<PreparedText> texts, CancellationToken cancellationToken)
    {
        var scored = new List<ScoredText>(texts.Count);
        await foreach (var one in scorer.ScoreAllAsync(texts, cancellationToken))
        {
            scored.Add(one);
        }

        return scored;
    }

    private static TokenScores Gather(IReadOnlyList<(Replacement Replacement, TokenScores Scores)> neighbours)
    {
        var zeros = new float[neighbours.Count];
        return new TokenScores(
            [.. neighbours.Select(neighbour => neighbour.Replacement.Token)],
            [.. neighbours.Select(neighbour => (float)neighbour.Scores.TotalLogProb)],
            [.. neighbours.Select(neighbour => neighbour.Replacement.Place)],
            [.. neighbours.Select(neighbour => neighbour.Scores.Count)],
            [.. neighbours.Select(neighbour => neighbour.Replacement.LogProb)],
            zeros,
            zeros,
            null);
    }

    private readonly record struct Replacement(int Place, int Token, float LogProb);
}

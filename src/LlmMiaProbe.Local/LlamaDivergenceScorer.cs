using System.Runtime.CompilerServices;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>
/// Runs target and reference over the same tokens in lock-step and keeps how far their predictions are apart: the only
/// numbers that need both whole distributions at once. Both models are in memory.
/// </summary>
/// <remarks>
/// <see cref="TokenScores.Entropy"/> is the relative entropy KL(p_reference || p_target) of each scored token's prediction, nats;
/// +infinity if the target rules out what the reference does not. The other columns are zero.
/// </remarks>
public sealed class LlamaDivergenceScorer : ITokenScorer
{
    private readonly LlamaTokenScorer _target;
    private readonly LlamaTokenScorer _reference;

    /// <param name="target">Disposed with this.</param>
    /// <param name="reference">Disposed with this.</param>
    /// <exception cref="ConfigurationException">
    /// The two split text differently, see different lengths of context, or only one has a BOS before a text.
    /// </exception>
    public LlamaDivergenceScorer(LlamaTokenScorer target, LlamaTokenScorer reference)
    {
        Model = ModelPair.Describe(target.Model, reference.Model);
        if (target.ContextTokens != reference.ContextTokens)
        {
            throw new ConfigurationException(
                $"--attacks: info-rmia lets both models see the same context, but {target.Model.Name} sees {target.ContextTokens} tokens and "
                + $"{reference.Model.Name} {reference.ContextTokens}: add --context-length {Math.Min(target.ContextTokens, reference.ContextTokens)}.");
        }

        if (target.HasBos != reference.HasBos)
        {
            throw new ConfigurationException(
                $"--attacks: info-rmia lets both models see the same tokens, but only {(target.HasBos ? target : reference).Model.Name} puts a BOS before a "
                + "text: add --bos never, or --bos always if both have one.");
        }

        (_target, _reference) = (target, reference);
    }

    public ModelDescription Model { get; }

    public AccessLevel Access => AccessLevel.FullDistribution;

    public string Policy => $"divergence; target: {_target.Policy}; reference: {_reference.Policy}";

    public int ContextTokens => _target.ContextTokens;

    public int PreferredBatch => 16;

    public long WorkingMemory => _target.WorkingMemory + _reference.WorkingMemory;

    public PreparedText Prepare(string text) => Prepare(_target.Prepare(text));

    /// <summary>Both read the whole conversation; what is kept is how far they are apart about its scored tokens.</summary>
    public PreparedText Prepare(RenderedText text) => Prepare(_target.Prepare(text));

    private PreparedText Prepare(PreparedText prepared) => prepared with
    {
        Key = EvidenceKey.Of(Model.Fingerprint, Policy, null, prepared.Tokens, isScored: prepared.IsScored),
        InputTokens = 2 * prepared.InputTokens,
        Windows = 2 * prepared.Windows,
    };

    /// <exception cref="ModelException">Divergences are those of a text by itself.</exception>
    public PreparedText PrepareAfter(string prefix, string text) =>
        throw new ModelException("divergences are computed for a text by itself, not after a prefix");

    /// <inheritdoc cref="PrepareAfter(string, string)" path="/exception"/>
    public PreparedText PrepareAfter(RenderedText prefix, RenderedText text) => PrepareAfter("", "");

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _target.MakeContexts();
            _reference.MakeContexts();
            var scored = Score(text, cancellationToken);
            _target.RequireUnchanged();
            _reference.RequireUnchanged();
            yield return scored with { Failure = BrokenOutput.Explain(scored.Failure, $"{_target.Model.Name} or {_reference.Model.Name}") };
        }
    }

    public void Dispose()
    {
        _target.Dispose();
        _reference.Dispose();
    }

    private ScoredText Score(PreparedText text, CancellationToken cancellationToken)
    {
        try
        {
            var first = _target.HasBos ? 0 : Math.Min(1, text.Tokens.Length);
            var (scored, isScored) = (text.Tokens[first..], text.IsScored?[first..]);
            var divergences = new float[scored.Length];
            foreach (var (target, reference) in _target.Decode(text, cancellationToken).Zip(_reference.Decode(text, cancellationToken)))
            {
                for (var row = 0; row < target.Rows.Count; row++)
                {
                    if (isScored?[target.Next + row] is false)
                    {
                        continue;
                    }

                    divergences[target.Next + row] = (float)DivergenceReduction.Reduce(reference.Rows[row], target.Rows[row]);
                }
            }

            var (zeros, none) = (new float[scored.Length], new int[scored.Length]);
            int? unscored = first == 1 && text.IsScored?[0] is not false ? text.Tokens[0] : null;
            var scores = new TokenScores(scored, zeros, none, none, zeros, divergences, zeros, unscored);
            return new ScoredText(text, isScored is null ? scores : scores.Only(isScored), null);
        }
        catch (Exception e) when (e is ArithmeticException or ModelException)
        {
            return new ScoredText(text, null, e.Message);
        }
    }
}

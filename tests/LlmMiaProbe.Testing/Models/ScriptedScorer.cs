using System.Runtime.CompilerServices;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Testing.Models;

/// <summary>
/// A language model of a few lines: the logits of the next token are a hash of the model's name and the token before it,
/// so every statistic is a real one and equal inputs give equal bits. No native code.
/// </summary>
public sealed class ScriptedScorer : IFileScorer
{
    // Added to the logit of the right token in a memorised text: about nine tenths of the probability.
    private const float Certainty = 10;

    private readonly ScriptedModel _script;
    private readonly ScriptedActivity _activity;
    private readonly Dictionary<EvidenceKey, string> _prepared = [];
    private bool _disposed;

    public ScriptedScorer(ScriptedModel script, ScriptedActivity activity)
    {
        (_script, _activity) = (script, activity);
        Model = script.Description;
        activity.Open();
    }

    public ModelDescription Model { get; }

    public AccessLevel Access => AccessLevel.FullDistribution;

    public string Policy => $"scripted, context {_script.ContextLength}";

    public int ContextTokens => _script.ContextLength;

    public int PreferredBatch => _script.PreferredBatch;

    public long WorkingMemory => 500;

    public PreparedText Prepare(string text)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_script.Refused.TryGetValue(text, out var reason))
        {
            throw new ModelException(reason);
        }

        var tokens = Tokenize(text);
        var windows = ScoringWindows.Plan(tokens.Length, _script.AddsBos, _script.ContextLength);
        var key = EvidenceKey.Of(Model.Fingerprint, Policy, _script.AddsBos ? ScriptedModel.Bos : null, tokens);
        _prepared[key] = text;
        return new PreparedText(key, tokens, ScoringWindows.InputTokens(windows, _script.AddsBos), windows.Count);
    }

    public PreparedText Prepare(RenderedText text)
    {
        var tokens = Tokenize(text);
        var windows = ScoringWindows.Plan(tokens.Tokens.Length, _script.AddsBos, _script.ContextLength, tokens.IsScored);
        var key = EvidenceKey.Of(Model.Fingerprint, Policy, _script.AddsBos ? ScriptedModel.Bos : null, tokens.Tokens, isScored: tokens.IsScored);
        _prepared[key] = text.Text;
        return new PreparedText(key, tokens.Tokens, ScoringWindows.InputTokens(windows, _script.AddsBos), windows.Count) { IsScored = tokens.IsScored };
    }

    /// <summary>Part by part; there are no special tokens.</summary>
    public MaskedTokens Tokenize(RenderedText text)
    {
        var parts = text.Parts.Select(part => (Tokens: Tokenize(part.Text), IsScored: part.Kind == TextPartKind.Scored)).ToList();
        var count = 0;
        return new MaskedTokens([.. parts.SelectMany(part => part.Tokens)], [.. parts.SelectMany(part => part.Tokens.Select(_ => part.IsScored))])
        {
            PartEnds = parts.ConvertAll(part => count += part.Tokens.Length),
        };
    }

    public PreparedText PrepareAfter(string prefix, string text)
    {
        var (before, tokens) = (Tokenize(prefix), Tokenize(text));
        if (before.Length + tokens.Length > _script.ContextLength)
        {
            throw new ModelException($"a prefix of {before.Length} tokens and a text of {tokens.Length} exceed the context of {_script.ContextLength}");
        }

        var key = EvidenceKey.Of(Model.Fingerprint, Policy, _script.AddsBos ? ScriptedModel.Bos : null, tokens, before);
        _prepared[key] = text;
        return new PreparedText(key, tokens, tokens.Length, 1) { Prefix = before, SharedInputTokens = before.Length };
    }

    /// <summary>Its byte; nothing for a word.</summary>
    public ReadOnlyMemory<byte> BytesOf(int token) => _script.Tokenizer == ScriptedTokenizer.Words ? default : new[] { (byte)token };

    public PreparedText PrepareWindow(int[] prefix, int[] tokens, IReadOnlyList<DecodingScheme> schemes)
    {
        int? bos = _script.AddsBos ? ScriptedModel.Bos : null;
        var key = EvidenceKey.Of(Model.Fingerprint, Policy, bos, tokens, prefix);
        _prepared[key] = Encoding.UTF8.GetString(Array.ConvertAll(tokens, token => (byte)token));
        return new PreparedText(key, tokens, (bos is null ? 0 : 1) + prefix.Length + tokens.Length - 1, 1)
        {
            Prefix = prefix,
            Schemes = [.. schemes.Select(scheme => (scheme, EvidenceKey.Of(Model.Fingerprint, $"{Policy}; {scheme.Id}", bos, tokens, prefix)))],
        };
    }

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var prepared in texts.WithCancellation(cancellationToken))
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            var text = _prepared[prepared.Key];
            var isWindow = prepared is { Prefix.Length: > 0, SharedInputTokens: 0 };
            if (_script.Failing.FirstOrDefault(failing => isWindow ? failing.Key.Contains(text, StringComparison.Ordinal) : failing.Key == text).Value is { } reason)
            {
                yield return new ScoredText(prepared, null, reason);
            }
            else
            {
                var memorised = isWindow ? _script.Memorised.Any(known => known.Contains(text, StringComparison.Ordinal)) : _script.Memorised.Contains(text);
                var scores = Score(prepared, memorised);
                _activity.Score(text, prepared.InputTokens);
                yield return scores;
            }
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _activity.Close();
        }
    }

    public int[] Tokenize(string text) => _script.Tokenizer != ScriptedTokenizer.Words
        ? Array.ConvertAll(Encoding.UTF8.GetBytes(_script.Tokenizer == ScriptedTokenizer.BytesAfterSpace && text.Length > 0 ? $" {text}" : text), b => (int)b)
        : [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => (int)(ScriptedLogits.Hash(word) % ScriptedModel.Bos))];

    private ScoredText Score(PreparedText text, bool memorised)
    {
        var hasPrefix = text.Prefix.Length > 0;
        var builder = TokenScoresBuilder.For(text.Tokens, _script.AddsBos || hasPrefix, text.TopK, text.IsScored);
        var schemes = text.Schemes.Select(asked => (Distribution: new DecodingDistribution(asked.Scheme), Builder: TokenScoresBuilder.For(text.Tokens, bos: true))).ToList();
        var before = hasPrefix ? text.Prefix[^1] : _script.AddsBos || text.Tokens.Length == 0 ? ScriptedModel.Bos : text.Tokens[0];
        for (var t = 0; t < builder.Count; t++)
        {
            var token = builder.TokenAt(t);
            var logits = ScriptedLogits.After(_script.Name, before);
            logits[token] += memorised ? Certainty : 0;
            var statistics = builder.Reduce(t, logits);
            foreach (var (distribution, underScheme) in schemes)
            {
                distribution.Set(logits);
                underScheme.Set(t, distribution.Describe(token, statistics));
            }

            before = token;
        }

        return new ScoredText(text, builder.Build(), null) { UnderSchemes = [.. schemes.Select(scheme => scheme.Builder.Build())], Hidden = builder.Hidden };
    }
}

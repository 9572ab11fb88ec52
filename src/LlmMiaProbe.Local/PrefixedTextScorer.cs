using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>
/// Scores texts after a prefix. Each prefix has a context of its own in which it is decoded once; after a text, only the
/// text's part of the KV cache is dropped, so a further text costs its own tokens and no more. Prefixes that a further
/// batch of texts does not follow are given up.
/// </summary>
internal sealed class PrefixedTextScorer(ILlamaModel model, ContextShape shape, int? bos) : IDisposable
{
    private readonly Dictionary<EvidenceKey, ILlamaContext> _contexts = [];

    /// <summary>The last token of the prefix is decoded with each text, because it predicts the text's first token.</summary>
    /// <exception cref="ModelException">Prefix and text exceed the context.</exception>
    public static PreparedText Prepare(ModelDescription model, string policy, int? bos, int contextTokens, int[] prefix, int[] tokens, bool[]? isScored = null)
    {
        var shared = (bos is null ? 0 : 1) + prefix.Length - 1;
        if (prefix.Length == 0 || shared + tokens.Length > contextTokens)
        {
            throw new ModelException($"a prefix of {prefix.Length} tokens and a text of {tokens.Length} exceed the context of {contextTokens}");
        }

        return new PreparedText(EvidenceKey.Of(model.Fingerprint, policy, bos, tokens, prefix, isScored), tokens, tokens.Length, tokens.Length == 0 ? 0 : 1)
        {
            Prefix = prefix,
            SharedInputTokens = shared,
            IsScored = isScored,
        };
    }

    /// <summary>Scores the first of some texts.</summary>
    /// <param name="left">It, and those that are scored next: what no other of them follows is given up for a prefix that is new.</param>
    public ScoredText Score(ReadOnlySpan<PreparedText> left)
    {
        var text = left[0];
        var key = KeyOf(text.Prefix);
        if (!_contexts.TryGetValue(key, out var context))
        {
            KeepFor(left);
            _contexts.Add(key, context = DecodePrefix(text.Prefix));
        }

        var shared = (int)text.SharedInputTokens;
        context.Forget(shared);
        var builder = TokenScoresBuilder.For(text.Tokens, bos: true, text.TopK, text.IsScored);
        var next = 0;
        context.Add(text.Prefix[^1], shared, sequence: 0, output: true);
        for (var i = 0; i < text.Tokens.Length - 1; i++)
        {
            if (context.IsBatchFull)
            {
                next = context.Decode().ReduceInto(builder, next);
            }

            context.Add(text.Tokens[i], shared + 1 + i, sequence: 0, output: true);
        }

        context.Decode().ReduceInto(builder, next);
        return new ScoredText(text, builder.Build(), null) { Hidden = builder.Hidden };
    }

    public void Dispose()
    {
        foreach (var context in _contexts.Values)
        {
            context.Dispose();
        }
    }

    private void KeepFor(ReadOnlySpan<PreparedText> left)
    {
        HashSet<EvidenceKey> kept = [];
        foreach (var text in left)
        {
            kept.Add(KeyOf(text.Prefix));
        }

        foreach (var key in _contexts.Keys.Except(kept).ToList())
        {
            _contexts[key].Dispose();
            _contexts.Remove(key);
        }
    }

    private EvidenceKey KeyOf(int[] prefix) => EvidenceKey.Of(default, "", bos, prefix);

    /// <summary>A prefix that could not be decoded leaves no context behind: texts after half a prefix would get wrong numbers.</summary>
    private ILlamaContext DecodePrefix(int[] prefix)
    {
        var context = model.CreateContext(shape);
        try
        {
            DecodePrefix(context, prefix);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private void DecodePrefix(ILlamaContext context, int[] prefix)
    {
        var position = 0;
        context.Clear();
        if (bos is { } id)
        {
            context.Add(id, position++, sequence: 0, output: false);
        }

        foreach (var token in prefix.AsSpan(..^1))
        {
            if (context.IsBatchFull)
            {
                context.Decode();
            }

            context.Add(token, position++, sequence: 0, output: false);
        }

        if (context.Count > 0)
        {
            context.Decode();
        }
    }
}

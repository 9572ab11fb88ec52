using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>Scores tokens after a prefix of their own: both in one pass, logits only where they are needed, each row reduced under every scheme.</summary>
internal sealed class WindowScorer(ILlamaContext context, int? bos)
{
    private readonly Dictionary<DecodingScheme, DecodingDistribution> _distributions = [];

    /// <exception cref="ModelException">Prefix and tokens exceed the context.</exception>
    public static PreparedText Prepare(
        ModelDescription model, string policy, int? bos, int contextTokens, int[] prefix, int[] tokens, IReadOnlyList<DecodingScheme> schemes)
    {
        var input = (bos is null ? 0 : 1) + prefix.Length + tokens.Length - 1;
        if (input > contextTokens)
        {
            throw new ModelException($"a prefix of {prefix.Length} tokens and a suffix of {tokens.Length} exceed the context of {contextTokens}");
        }

        // A prefix that is decoded by itself, for several texts, gives other last bits.
        var onePass = $"{policy}; prefix in the same pass";
        return new PreparedText(EvidenceKey.Of(model.Fingerprint, onePass, bos, tokens, prefix), tokens, input, 1)
        {
            Prefix = prefix,
            Schemes = [.. schemes.Select(scheme => (scheme, EvidenceKey.Of(model.Fingerprint, $"{onePass}; {scheme.Id}", bos, tokens, prefix)))],
        };
    }

    /// <exception cref="ArithmeticException">The model returns logits that are not numbers.</exception>
    public ScoredText Score(PreparedText text)
    {
        var builder = TokenScoresBuilder.For(text.Tokens, bos: true, text.TopK);
        var schemes = text.Schemes.Select(asked => (DistributionOf(asked.Scheme), TokenScoresBuilder.For(text.Tokens, bos: true))).ToList();
        var (next, position) = (0, 0);
        context.Clear();
        if (bos is { } id)
        {
            context.Add(id, position++, sequence: 0, output: false);
        }

        for (var i = 0; i < text.Prefix.Length + text.Tokens.Length - 1; i++)
        {
            if (context.IsBatchFull)
            {
                next = Reduce(context.Decode(), builder, schemes, next);
            }

            var token = i < text.Prefix.Length ? text.Prefix[i] : text.Tokens[i - text.Prefix.Length];
            context.Add(token, position++, sequence: 0, output: i >= text.Prefix.Length - 1);
        }

        Reduce(context.Decode(), builder, schemes, next);
        return new ScoredText(text, builder.Build(), null) { UnderSchemes = [.. schemes.Select(scheme => scheme.Item2.Build())], Hidden = builder.Hidden };
    }

    private static int Reduce(
        LogitRows rows, TokenScoresBuilder builder, List<(DecodingDistribution Distribution, TokenScoresBuilder Builder)> schemes, int next)
    {
        for (var row = 0; row < rows.Count; row++, next++)
        {
            var token = builder.TokenAt(next);
            var statistics = builder.Reduce(next, rows[row]);
            foreach (var (distribution, underScheme) in schemes)
            {
                distribution.Set(rows[row]);
                underScheme.Set(next, distribution.Describe(token, statistics));
            }
        }

        return next;
    }

    private DecodingDistribution DistributionOf(DecodingScheme scheme)
    {
        if (!_distributions.TryGetValue(scheme, out var distribution))
        {
            _distributions.Add(scheme, distribution = new DecodingDistribution(scheme));
        }

        return distribution;
    }
}

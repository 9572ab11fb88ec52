using System.Text;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>What a served model says of texts: each token with its log-probability, and continuations.</summary>
public sealed class ServedText(IServedModel model)
{
    /// <summary>The tokens of a prompt, the BOS first if there is one.</summary>
    public IReadOnlyList<ServedToken> Prompt(int[] tokens, int top)
    {
        var described = new List<ServedToken>();
        if (model.Bos is { } bos)
        {
            described.Add(new ServedToken(bos, "<s>", 0, null, 0, []));
        }

        var rows = model.Predictions(tokens);
        var offset = 0;
        for (var t = 0; t < tokens.Length; t++)
        {
            var row = t - (tokens.Length - rows.Count);
            var token = row < 0 ? new ServedToken(tokens[t], Spell(tokens[t]), offset, null, 0, []) : Describe(tokens[t], rows[row], top, offset);
            offset += token.Text.Length;
            described.Add(token);
        }

        return described;
    }

    /// <summary>Continues a prompt token by token.</summary>
    public (IReadOnlyList<ServedToken> Tokens, bool Stopped) Continue(int[] prompt, int maxTokens, DecodingScheme scheme, int seed, int top)
    {
        var sampler = new TokenSampler(scheme);
        var random = SampleStream.Of(seed, prompt, 0);
        var produced = new List<ServedToken>();
        int[] tokens = prompt;
        while (produced.Count < maxTokens)
        {
            var logits = model.Next(tokens);
            var token = sampler.Draw(logits, random.Uniform(produced.Count));
            if (model.EndsGeneration(token))
            {
                return (produced, true);
            }

            produced.Add(Describe(token, logits, top, produced.Sum(before => before.Text.Length)));
            tokens = [.. tokens, token];
        }

        return (produced, false);
    }

    public string Spell(params ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            bytes.AddRange(model.BytesOf(token).Span);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private ServedToken Describe(int token, float[] logits, int top, int offset)
    {
        var statistics = LogitReduction.Reduce(logits, token);
        return new ServedToken(token, Spell(token), offset, statistics.LogProb, statistics.Rank, Likeliest(logits, statistics, top));
    }

    private (int Id, string Text, double LogProb)[] Likeliest(float[] logits, LogitStatistics statistics, int top)
    {
        if (top <= 1)
        {
            return top == 0 ? [] : [(statistics.Top1, Spell(statistics.Top1), statistics.Top1LogProb)];
        }

        // log p = logit - log of the total, which the likeliest token gives away.
        var logTotal = logits[statistics.Top1] - statistics.Top1LogProb;
        var ids = Enumerable.Range(0, logits.Length).ToArray();
        Array.Sort(ids, (a, b) => logits[b].CompareTo(logits[a]) is not 0 and var order ? order : a.CompareTo(b));
        return [.. ids.Take(top).Select(id => (id, Spell(id), logits[id] - logTotal))];
    }
}

using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Core.Tests.Decoding;

/// <summary>The steps of a scheme one after the other on the whole sorted vocabulary, with no shortcut.</summary>
internal static class NaiveDistribution
{
    /// <summary>Probability by token.</summary>
    public static double[] Of(float[] logits, DecodingScheme scheme)
    {
        var order = Enumerable.Range(0, logits.Length).OrderByDescending(v => logits[v]).ThenBy(v => v).ToList();
        var kept = new double[logits.Length];
        if (scheme.IsGreedy)
        {
            kept[order[0]] = 1;
            return kept;
        }

        var weights = Array.ConvertAll(logits, z => Math.Exp(((double)z - logits[order[0]]) / scheme.Temperature));
        var first = order.Take(scheme.TopK ?? logits.Length).ToList();
        var total = first.Sum(v => weights[v]);
        var sum = 0.0;
        foreach (var v in first)
        {
            kept[v] = weights[v];
            sum += weights[v];
            if (scheme.TopP < 1 && sum >= scheme.TopP * total)
            {
                break;
            }
        }

        var mass = kept.Sum();
        return Array.ConvertAll(kept, weight => weight / mass);
    }
}

namespace LlmMiaProbe.Decoding;

/// <summary>
/// Draws next tokens from exactly the distribution that <see cref="DecodingDistribution"/> describes: the inverse of its
/// cumulative distribution in the order of <see cref="DecodingDistribution.Tokens"/>, so that a number between 0 and 1 says
/// which token it is. Not safe for concurrent use.
/// </summary>
public sealed class TokenSampler(DecodingScheme scheme)
{
    private readonly DecodingDistribution _distribution = new(scheme);

    /// <param name="logits">One value a token.</param>
    /// <param name="uniform">At least 0 and below 1; without effect on a greedy scheme.</param>
    /// <exception cref="ArithmeticException">The logits are not numbers: the model's output is broken.</exception>
    public int Draw(ReadOnlySpan<float> logits, double uniform)
    {
        _distribution.Set(logits);
        var tokens = _distribution.Tokens;
        var reached = 0.0;
        foreach (var token in tokens)
        {
            reached += Math.Exp(_distribution.LogProb(token));
            if (uniform < reached)
            {
                return token;
            }
        }

        // Rounding may leave a crumb below 1, which belongs to the last token that has a probability at all.
        for (var i = tokens.Length - 1; i > 0; i--)
        {
            if (Math.Exp(_distribution.LogProb(tokens[i])) > 0)
            {
                return tokens[i];
            }
        }

        return tokens[0];
    }
}

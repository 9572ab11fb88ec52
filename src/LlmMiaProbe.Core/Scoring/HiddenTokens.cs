namespace LlmMiaProbe.Scoring;

/// <summary>What an interface that shows the k likeliest tokens of each place leaves of the scored tokens.</summary>
/// <param name="Bounds">
/// By token: NaN for one that is shown, else the largest log-probability that it may have, ln min(p_k, 1 - (p_1 + ... + p_k)),
/// nats; -infinity if what is shown leaves nothing.
/// </param>
/// <param name="ShowsAll">Whether k is at least the size of the vocabulary, so that whole distributions are shown.</param>
public sealed record HiddenTokens(float[] Bounds, bool ShowsAll)
{
    /// <summary>For k = 1, from stored scores: they keep the likeliest token.</summary>
    /// <exception cref="InvalidOperationException">The scores do not know the likeliest tokens.</exception>
    public static HiddenTokens BehindLikeliest(TokenScores scores) => new(
        [.. scores.Tokens.Select((token, t) => scores.Top1[t] == token ? float.NaN : Bound(scores.Top1LogProb[t], Math.Exp(scores.Top1LogProb[t])))],
        ShowsAll: false);

    public bool IsShown(int t) => float.IsNaN(Bounds[t]);

    /// <summary>
    /// What an attacker puts for a token. Where nearly all is certain in single precision, a hidden token still has the probability that it
    /// has.
    /// </summary>
    public float Seen(int t, float logProb) => IsShown(t) ? logProb : Math.Max(logProb, Bounds[t]);

    /// <param name="smallest">The smallest log-probability that is shown.</param>
    /// <param name="shown">The probability of all tokens that are shown.</param>
    internal static float Bound(float smallest, double shown) => (float)Math.Min(smallest, Math.Log(Math.Max(0, 1 - shown)));
}

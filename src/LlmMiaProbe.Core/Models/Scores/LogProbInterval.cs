namespace LlmMiaProbe.Models;

/// <summary>What is known of a log-probability, nats: it lies between two values, both included.</summary>
/// <param name="Low">-infinity where nothing is known from below.</param>
/// <param name="High">At most 0.</param>
public readonly record struct LogProbInterval(double Low, double High)
{
    /// <summary>Of what is certain.</summary>
    public static LogProbInterval Certain { get; } = new(0, 0);

    /// <summary>Of what is not known at all.</summary>
    public static LogProbInterval Unknown { get; } = new(double.NegativeInfinity, 0);

    /// <summary>Both happen, one after the other.</summary>
    public static LogProbInterval operator +(LogProbInterval first, LogProbInterval second) => new(first.Low + second.Low, first.High + second.High);

    public static LogProbInterval Add(LogProbInterval left, LogProbInterval right) => left + right;

    /// <summary>
    /// Of a token among the likeliest ones. One that is not shown has a probability above 0 and at most min(the smallest
    /// that is shown, 1 - the sum of those that are shown).
    /// </summary>
    /// <param name="shown">The likeliest tokens with their log-probabilities.</param>
    /// <param name="token">What the token spells.</param>
    /// <param name="roundingStep">Step that values were rounded to, nats; 0 for none.</param>
    public static LogProbInterval Of(IReadOnlyList<TokenAlternative> shown, string token, double roundingStep = 0)
    {
        if (shown.Count == 0)
        {
            return Unknown;
        }

        var slack = roundingStep / 2;
        var (smallest, sum) = (0.0, 0.0);
        foreach (var alternative in shown)
        {
            smallest = Math.Min(smallest, alternative.LogProb + slack);
            sum += Math.Exp(alternative.LogProb - slack);
        }

        var hidden = Math.Min(0, Math.Min(smallest, Math.Log(Math.Max(0, 1 - sum))));
        var same = shown.Where(alternative => alternative.Text == token).ToList();
        // U+FFFD stands for any part of a character, so it may be this one or another.
        return same.Count == 0 ? new LogProbInterval(double.NegativeInfinity, hidden)
            : token.Contains('\uFFFD', StringComparison.Ordinal)
                ? new LogProbInterval(double.NegativeInfinity, Math.Min(0, Math.Max(hidden, same.Max(one => one.LogProb) + slack)))
            : new LogProbInterval(same.Min(one => one.LogProb) - slack, Math.Min(0, same.Max(one => one.LogProb) + slack));
    }
}

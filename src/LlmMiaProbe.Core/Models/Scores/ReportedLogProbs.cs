namespace LlmMiaProbe.Models;

/// <summary>Whether numbers that somebody else gives as log-probabilities of a text's tokens can be such.</summary>
public static class ReportedLogProbs
{
    // Rounding may lift a certain token above 0; more is no log-probability.
    private const double Largest = 1e-3;

    // OpenAI's sentinel, and what others put where they have no number.
    private const double Smallest = -9000;

    private const double CommonSentinel = -100;

    /// <summary>What is wrong with them, a clause that follows "returns" or "holds"; null if nothing is.</summary>
    /// <param name="values">Nats, in order.</param>
    public static string? WhyNone(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values)
        {
            if (double.IsNaN(value) || value > Largest)
            {
                return FormattableString.Invariant($"{value} as a log-probability, which is above 0");
            }

            if (value <= Smallest)
            {
                return FormattableString.Invariant($"{value} where it has no log-probability");
            }
        }

        return values.Count > 2 && values[0] is 0 or CommonSentinel && values.All(value => value.Equals(values[0]))
            ? FormattableString.Invariant($"{values[0]} for every token, so these are no log-probabilities")
            : null;
    }
}

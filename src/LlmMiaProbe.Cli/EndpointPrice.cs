using System.Globalization;

namespace LlmMiaProbe.Cli;

/// <summary>What an endpoint charges, in whatever currency the user thinks in.</summary>
/// <param name="Given">For a million tokens given.</param>
/// <param name="Produced">For a million tokens produced.</param>
internal sealed record EndpointPrice(decimal Given, decimal Produced)
{
    private const decimal Million = 1_000_000;
    private const decimal MostForMillion = 1_000_000;

    /// <exception cref="ConfigurationException">It is no such pair, or there is no endpoint that it could be of.</exception>
    public static EndpointPrice? Read(string? text, bool hasEndpoint)
    {
        if (text is null)
        {
            return null;
        }

        if (!hasEndpoint)
        {
            throw new ConfigurationException("--price is what an endpoint charges, and the model is a file: leave it out, or add --endpoint URL.");
        }

        return text.Split(',') is [var given, var produced] && Number(given) is { } first && Number(produced) is { } second
            ? new EndpointPrice(first, second)
            : throw new ConfigurationException(
                $"--price '{text}' is not understood; expected what a million tokens given and a million produced cost, such as 0.5,1.5.");
    }

    /// <summary>Of so many tokens.</summary>
    public decimal Of(long given, long produced) => ((given * Given) + (produced * Produced)) / Million;

    /// <summary>In words.</summary>
    public string Text(long given, long produced) => string.Create(
        CultureInfo.InvariantCulture,
        $"about {Of(given, produced):0.00##} at {Given:0.####} for a million tokens given and {Produced:0.####} for a million produced");

    private static decimal? Number(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= MostForMillion ? value : null;
}

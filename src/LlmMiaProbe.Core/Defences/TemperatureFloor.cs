using System.Globalization;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Defences;

/// <summary>Text is drawn at no lower temperature than this; greedy decoding is one of 0.</summary>
/// <param name="Least">Above 0.</param>
public sealed record TemperatureFloor(double Least) : Defence(
    string.Create(CultureInfo.InvariantCulture, $"temperature-floor={Least}"),
    string.Create(CultureInfo.InvariantCulture, $"draws at a temperature of {Least} or more, so greedy decoding is gone"))
{
    /// <summary>Samples drawn below the floor are gone, and with them the greedy continuation.</summary>
    public override DefendedPool Apply(SamplePool pool, ListedTexts listed) =>
        pool.Samples.All(sample => Serves(sample.Outcome.Request.Scheme))
            ? pool with
            {
                Greedy = pool.Greedy with
                {
                    Outcome = Continuation.Failed(pool.Greedy.Outcome.Request, $"{Id} leaves no greedy continuation, which samples are compared with"),
                },
            }
            : DefendedPool.None($"the samples were drawn below the temperature of {Id}");

    public override bool Serves(DecodingScheme scheme) => scheme.Temperature >= Least;
}

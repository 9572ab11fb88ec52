using System.Globalization;
using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Defences;

/// <summary>Text is drawn at no lower temperature than this; greedy decoding is one of 0.</summary>
/// <param name="Least">Above 0.</param>
public sealed record TemperatureFloor(double Least) : Defence(
    string.Create(CultureInfo.InvariantCulture, $"temperature-floor={Least}"),
    string.Create(CultureInfo.InvariantCulture, $"draws at a temperature of {Least} or more, so greedy decoding is gone"))
{
    public override bool Serves(DecodingScheme scheme) => scheme.Temperature >= Least;
}

using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Puts any numbers on the scale of a standard normal variable by their place among known ones (van der Waerden 1952):
/// z = Φ⁻¹((½ + below + ½ equal) / (n + 1)). Only the order counts, so that no outlier or code for infinity weighs more than the largest.
/// </summary>
internal sealed class NormalScores
{
    private readonly Calibration _known;

    /// <param name="known">Finite, at least one.</param>
    public NormalScores(IEnumerable<double> known) => _known = new Calibration(known);

    /// <summary>No z is further from 0.</summary>
    public double Largest => Normal.InvCDF(0, 1, (_known.Count + 0.5) / (_known.Count + 1));

    public double Of(double value)
    {
        var below = _known.CountBelow(value);
        var equal = _known.CountBelow(Math.BitIncrement(value)) - below;
        return Normal.InvCDF(0, 1, (0.5 + below + (0.5 * equal)) / (_known.Count + 1));
    }
}

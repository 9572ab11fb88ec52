using LlmMiaProbe.Words;

namespace LlmMiaProbe.Statistics;

/// <summary>A value with the ends of its 95% interval.</summary>
public sealed record Estimate(double Value, double Low, double High)
{
    /// <summary>Such as <c>.507, 95% interval .467 – .548</c>.</summary>
    internal string InWords => $"{Figures.Fraction(Value)}, 95% interval {Figures.Fraction(Low)} – {Figures.Fraction(High)}";
}

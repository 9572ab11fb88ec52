namespace LlmMiaProbe.Statistics;

/// <summary>A value with the ends of its 95% interval.</summary>
public sealed record Estimate(double Value, double Low, double High);

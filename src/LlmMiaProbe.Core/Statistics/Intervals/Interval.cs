namespace LlmMiaProbe.Statistics;

/// <summary>A two-sided interval, ends included.</summary>
public readonly record struct Interval(double Low, double High);

using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Benchmarks;

/// <summary>What is stated about a rate, and between what bounds it then lies.</summary>
internal readonly record struct NullPromise(string Text, double Least, double Most)
{
    /// <summary>Nothing is stated, so nothing can be missed.</summary>
    public static NullPromise None(string text = "") => new(text, double.NegativeInfinity, double.PositiveInfinity);

    public static NullPromise Exactly(string text, double rate) => new(text, rate, rate);

    public static NullPromise AtLeast(string text, double rate) => new(text, rate, double.PositiveInfinity);

    public static NullPromise AtMost(string text, double rate) => new(text, double.NegativeInfinity, rate);

    /// <summary>No rate within the interval is as stated.</summary>
    public bool IsMissedBy(Interval interval) => interval.High < Least || interval.Low > Most;
}

using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>How often something happened in so many independent trials.</summary>
internal readonly record struct NullShare(int Count, int Trials)
{
    public double Value => (double)Count / Trials;

    /// <summary>Between what bounds its probability lies.</summary>
    public Interval Interval(double confidence = .999) => ClopperPearson.Of(Count, Trials, confidence);
}

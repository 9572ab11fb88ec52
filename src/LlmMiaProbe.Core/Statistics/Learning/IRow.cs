namespace LlmMiaProbe.Statistics;

/// <summary>A row of features, however it is kept.</summary>
/// <typeparam name="TSelf">The same kind of row.</typeparam>
internal interface IRow<out TSelf>
    where TSelf : IRow<TSelf>
{
    /// <summary>The same places with absolute values.</summary>
    TSelf Magnitudes { get; }

    /// <summary>The inner product with a vector of all features.</summary>
    double Dot(double[] dense);

    /// <summary>Adds this row times <paramref name="factor"/>.</summary>
    void AddTo(double[] dense, double factor);
}

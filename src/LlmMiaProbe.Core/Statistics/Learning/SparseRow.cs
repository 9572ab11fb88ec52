namespace LlmMiaProbe.Statistics;

/// <summary>A vector of which most entries are 0.</summary>
/// <param name="Indices">Places of the others, rising.</param>
/// <param name="Values">Their values, in the same order.</param>
internal readonly record struct SparseRow(int[] Indices, float[] Values) : IRow<SparseRow>
{
    public SparseRow Magnitudes => this with { Values = Array.ConvertAll(Values, Math.Abs) };

    public double Dot(double[] dense)
    {
        var values = Values.AsSpan(0, Indices.Length);
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i] * dense[Indices[i]];
        }

        return sum;
    }

    public void AddTo(double[] dense, double factor)
    {
        var values = Values.AsSpan(0, Indices.Length);
        for (var i = 0; i < values.Length; i++)
        {
            dense[Indices[i]] += factor * values[i];
        }
    }
}

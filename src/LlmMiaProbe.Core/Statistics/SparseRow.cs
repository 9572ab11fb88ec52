namespace LlmMiaProbe.Statistics;

/// <summary>A vector of which most entries are 0.</summary>
/// <param name="Indices">Places of the others, rising.</param>
/// <param name="Values">Their values, in the same order.</param>
internal readonly record struct SparseRow(int[] Indices, float[] Values)
{
    public double Dot(double[] dense)
    {
        var sum = 0.0;
        for (var i = 0; i < Indices.Length; i++)
        {
            sum += Values[i] * dense[Indices[i]];
        }

        return sum;
    }

    public void AddTo(double[] dense, double factor)
    {
        for (var i = 0; i < Indices.Length; i++)
        {
            dense[Indices[i]] += factor * Values[i];
        }
    }
}

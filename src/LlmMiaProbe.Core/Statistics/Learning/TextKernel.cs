namespace LlmMiaProbe.Statistics;

/// <summary>
/// How alike documents are, from their texts alone: inner products of tf-idf rows of words and pairs of words
/// (<see cref="WordWeights"/>), and of their traits (length, years, language, punctuation, each on one scale); both centred and of
/// the same total weight. Labels play no part, so it is the same for every relabelling.
/// </summary>
internal static class TextKernel
{
    /// <summary>Where a trait of a document ends, in standard deviations.</summary>
    private const double Furthest = 4;

    /// <returns>n × n, with a mean of about 1 along the diagonal.</returns>
    public static double[][] Of(IReadOnlyList<BlindDocument> documents)
    {
        var words = Centred(Words(documents));
        var traits = Centred(Traits(documents));
        var (ofWords, ofTraits) = (MeanDiagonal(words), MeanDiagonal(traits));
        for (var i = 0; i < words.Length; i++)
        {
            for (var j = 0; j < words.Length; j++)
            {
                words[i][j] = (ofWords > 0 ? words[i][j] / ofWords / 2 : 0) + (ofTraits > 0 ? traits[i][j] / ofTraits / 2 : 0);
            }
        }

        return words;
    }

    private static double MeanDiagonal(double[][] kernel)
    {
        var mean = Enumerable.Range(0, kernel.Length).Average(i => kernel[i][i]);
        return mean > 1e-9 ? mean : 0;
    }

    private static double[][] Words(IReadOnlyList<BlindDocument> documents)
    {
        var (rows, width) = WordWeights.Of(documents);
        var places = new int[width];
        foreach (var feature in rows.SelectMany(row => row.Indices))
        {
            places[feature]++;
        }

        var occurrences = Array.ConvertAll(places, count => new (int Document, float Value)[count]);
        Array.Clear(places);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var k = 0; k < rows[i].Indices.Length; k++)
            {
                var feature = rows[i].Indices[k];
                occurrences[feature][places[feature]++] = (i, rows[i].Values[k]);
            }
        }

        return rows.OnAllCores(row =>
        {
            var alike = new double[rows.Length];
            for (var k = 0; k < row.Indices.Length; k++)
            {
                var value = (double)row.Values[k];
                foreach (var (document, other) in occurrences[row.Indices[k]])
                {
                    alike[document] += value * other;
                }
            }

            return alike;
        });
    }

    private static double[][] Traits(IReadOnlyList<BlindDocument> documents)
    {
        var scaled = documents.Select(document => (double[])document.Traits.Clone()).ToArray();
        for (var trait = 0; trait < scaled[0].Length; trait++)
        {
            var mean = scaled.Average(row => row[trait]);
            var spread = Math.Sqrt(scaled.Average(row => (row[trait] - mean) * (row[trait] - mean)));
            foreach (var row in scaled)
            {
                row[trait] = spread > 1e-12 ? Math.Clamp((row[trait] - mean) / spread, -Furthest, Furthest) : 0;
            }
        }

        return scaled.OnAllCores(row => Array.ConvertAll(scaled, other => DenseRow.Dot(row, other)));
    }

    private static double[][] Centred(double[][] kernel)
    {
        var means = Array.ConvertAll(kernel, row => row.Average());
        var mean = means.Average();
        for (var i = 0; i < kernel.Length; i++)
        {
            for (var j = 0; j < kernel.Length; j++)
            {
                kernel[i][j] += mean - means[i] - means[j];
            }
        }

        return kernel;
    }
}

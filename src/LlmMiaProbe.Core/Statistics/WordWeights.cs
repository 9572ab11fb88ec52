namespace LlmMiaProbe.Statistics;

/// <summary>Tf-idf weights of the words of documents.</summary>
internal static class WordWeights
{
    /// <summary>Rows of length 1 (0 for a document without words), and their width. What set a document belongs to plays no part.</summary>
    public static (SparseRow[] Rows, int Width) Of(IReadOnlyList<BlindDocument> documents)
    {
        var frequencies = new int[BlindBaseline.FeatureCount];
        foreach (var feature in documents.SelectMany(document => document.Features))
        {
            frequencies[feature]++;
        }

        // Features that occur in one document only cannot help with another one.
        var places = new int[frequencies.Length];
        var width = 0;
        for (var feature = 0; feature < frequencies.Length; feature++)
        {
            places[feature] = frequencies[feature] > 1 ? width++ : -1;
        }

        return ([.. documents.Select(document => Row(document, documents.Count, frequencies, places))], width);
    }

    private static SparseRow Row(BlindDocument document, int documents, int[] frequencies, int[] places)
    {
        var kept = document.Features.Zip(document.Counts).Where(word => places[word.First] >= 0).ToList();
        double[] values = [.. kept.Select(word => (1 + Math.Log(word.Second)) * (1 + Math.Log((1.0 + documents) / (1.0 + frequencies[word.First]))))];
        var length = Math.Sqrt(values.Sum(value => value * value));
        return new SparseRow([.. kept.Select(word => places[word.First])], [.. values.Select(value => (float)(value / length))]);
    }
}

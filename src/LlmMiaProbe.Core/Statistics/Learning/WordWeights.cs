using System.Runtime.InteropServices;

namespace LlmMiaProbe.Statistics;

/// <summary>Tf-idf weights of the words of documents.</summary>
internal static class WordWeights
{
    /// <summary>Rows of length 1 (0 for a document without words), and their width. What set a document belongs to plays no part.</summary>
    public static (SparseRow[] Rows, int Width) Of(IReadOnlyList<BlindDocument> documents)
    {
        var frequencies = new Dictionary<int, int>();
        foreach (var feature in documents.SelectMany(document => document.Features))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(frequencies, feature, out _)++;
        }

        // Features that occur in one document only cannot help with another one.
        int[] shared = [.. frequencies.Where(feature => feature.Value > 1).Select(feature => feature.Key).Order()];
        var places = Enumerable.Range(0, shared.Length).ToDictionary(place => shared[place]);
        return ([.. documents.Select(document => Row(document, documents.Count, frequencies, places))], shared.Length);
    }

    private static SparseRow Row(BlindDocument document, int documents, Dictionary<int, int> frequencies, Dictionary<int, int> places)
    {
        var kept = document.Features.Zip(document.Counts).Where(word => places.ContainsKey(word.First)).ToList();
        double[] values = [.. kept.Select(word => (1 + Math.Log(word.Second)) * (1 + Math.Log((1.0 + documents) / (1.0 + frequencies[word.First]))))];
        var length = Math.Sqrt(values.Sum(value => value * value));
        return new SparseRow([.. kept.Select(word => places[word.First])], [.. values.Select(value => (float)(value / length))]);
    }
}

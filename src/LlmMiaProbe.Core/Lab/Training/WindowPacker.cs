using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Lab;

/// <summary>Cuts documents into the windows of an epoch. The same seed and epoch give the same windows, whatever order the documents came in.</summary>
/// <param name="window">Tokens a window.</param>
/// <param name="separator">Token before each document (BOS, or EOS where there is none); null for none.</param>
/// <param name="packing">One document a window, or one after the other.</param>
/// <param name="seed">Decides the order.</param>
public sealed class WindowPacker(int window, int? separator, Packing packing, int seed)
{
    /// <summary>
    /// Windows of an epoch, each one token longer than the window: its last token is only a label. A last window that is not full goes on
    /// with the epoch's first tokens.
    /// </summary>
    /// <param name="documents">Those without tokens are left out.</param>
    /// <param name="epoch">From 0.</param>
    public IReadOnlyList<int[]> Windows(IReadOnlyList<TokenDocument> documents, int epoch)
    {
        var order = documents.Where(document => document.Tokens.Length > 0)
            .SelectMany(document => Enumerable.Range(0, document.Repetitions).Select(copy => (Document: document, Key: Key(document.Id, epoch, copy))))
            .OrderBy(copy => copy.Key).ThenBy(copy => copy.Document.Id, StringComparer.Ordinal)
            .ToList();
        return packing == Packing.Stream
            ? Cut([.. order.SelectMany(copy => Separated(copy.Document))])
            : order.ConvertAll(copy => WindowOf(copy.Document, copy.Key));
    }

    /// <summary>The window of one document: it is repeated to fill it, or cut at a place that <paramref name="key"/> decides.</summary>
    public int[] WindowOf(TokenDocument document, ulong key)
    {
        int[] tokens = [.. Separated(document)];
        var start = tokens.Length > window + 1 ? (int)(StableHash.Mix(key) % (ulong)(tokens.Length - window)) : 0;
        return [.. Enumerable.Range(start, window + 1).Select(i => tokens[i % tokens.Length])];
    }

    /// <summary>A number that decides the place of a copy of a document in an epoch.</summary>
    public ulong Key(string id, int epoch, int copy) =>
        StableHash.Mix(StableHash.Of(id, (ulong)(uint)seed) ^ StableHash.Mix(((ulong)(uint)epoch << 32) | (uint)copy));

    private IEnumerable<int> Separated(TokenDocument document) => separator is { } token ? document.Tokens.Prepend(token) : document.Tokens;

    private List<int[]> Cut(int[] stream)
    {
        var windows = new List<int[]>();
        for (var start = 0; start < stream.Length; start += window)
        {
            windows.Add([.. Enumerable.Range(start, window + 1).Select(i => stream[i % stream.Length])]);
        }

        return windows;
    }
}

/// <summary>A document to train on.</summary>
/// <param name="Id">Unique; decides with the seed where the document comes in an epoch.</param>
/// <param name="Tokens">Token ids, without BOS.</param>
/// <param name="Repetitions">How often it comes in an epoch, at least 1.</param>
public sealed record TokenDocument(string Id, int[] Tokens, int Repetitions);

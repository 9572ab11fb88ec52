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
    /// with the epoch's first tokens. Separators are learned where their document is as a whole.
    /// </summary>
    /// <param name="documents">Those without tokens are left out.</param>
    /// <param name="epoch">From 0.</param>
    public IReadOnlyList<TrainingWindow> Windows(IReadOnlyList<TokenDocument> documents, int epoch)
    {
        var order = documents.Where(document => document.Tokens.Length > 0)
            .SelectMany(document => Enumerable.Range(0, document.Repetitions).Select(copy => (Document: document, Key: Key(document.Id, epoch, copy))))
            .OrderBy(copy => copy.Key).ThenBy(copy => copy.Document.Id, StringComparer.Ordinal)
            .ToList();
        return packing == Packing.Stream
            ? Cut(order.ConvertAll(copy => copy.Document))
            : order.ConvertAll(copy => WindowOf(copy.Document, copy.Key));
    }

    /// <summary>The window of one document: it is repeated to fill it, or cut at a place that <paramref name="key"/> decides.</summary>
    public TrainingWindow WindowOf(TokenDocument document, ulong key)
    {
        int[] tokens = [.. Separated(document)];
        bool[]? isLearned = document.IsLearned is null ? null : [.. Learned(document)];
        return Window(tokens, isLearned, tokens.Length > window + 1 ? Start(tokens.Length - window, isLearned, key) : 0);
    }

    /// <summary>A number that decides the place of a copy of a document in an epoch.</summary>
    public ulong Key(string id, int epoch, int copy) =>
        StableHash.Mix(StableHash.Of(id, (ulong)(uint)seed) ^ StableHash.Mix(((ulong)(uint)epoch << 32) | (uint)copy));

    private IEnumerable<int> Separated(TokenDocument document) => separator is { } token ? document.Tokens.Prepend(token) : document.Tokens;

    private IEnumerable<bool> Learned(TokenDocument document)
    {
        var own = document.IsLearned ?? document.Tokens.Select(_ => true);
        return separator is null ? own : own.Prepend(document.IsLearned is null);
    }

    // Of a document with a mask a stretch with a learned label, where there is one.
    private int Start(int starts, bool[]? isLearned, ulong key)
    {
        var mixed = StableHash.Mix(key);
        List<int> chosen = isLearned is null ? []
            : [.. Enumerable.Range(0, starts).Where(start => isLearned.AsSpan(start + 1, window).Contains(true))];
        return chosen.Count == 0 ? (int)(mixed % (ulong)starts) : chosen[(int)(mixed % (ulong)chosen.Count)];
    }

    private List<TrainingWindow> Cut(List<TokenDocument> order)
    {
        int[] stream = [.. order.SelectMany(Separated)];
        bool[]? isLearned = order.TrueForAll(document => document.IsLearned is null) ? null : [.. order.SelectMany(Learned)];
        var windows = new List<TrainingWindow>();
        for (var start = 0; start < stream.Length; start += window)
        {
            windows.Add(Window(stream, isLearned, start));
        }

        return windows;
    }

    private TrainingWindow Window(int[] tokens, bool[]? isLearned, int start) => new(
        [.. Enumerable.Range(start, window + 1).Select(i => tokens[i % tokens.Length])],
        isLearned is null ? null : [.. Enumerable.Range(start, window + 1).Select(i => isLearned[i % tokens.Length])]);
}

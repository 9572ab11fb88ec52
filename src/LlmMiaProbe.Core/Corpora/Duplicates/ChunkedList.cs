namespace LlmMiaProbe.Corpora;

/// <summary>A list that grows by chunks, so that growing neither copies nor doubles what it holds.</summary>
internal sealed class ChunkedList<T>
    where T : struct
{
    private const int ChunkBits = 10;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly List<T[]> chunks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref chunks[index >> ChunkBits][index & (ChunkLength - 1)];

    public void Add(in T item)
    {
        if (Count == chunks.Count << ChunkBits)
        {
            chunks.Add(new T[ChunkLength]);
        }

        Count++;
        this[Count - 1] = item;
    }
}

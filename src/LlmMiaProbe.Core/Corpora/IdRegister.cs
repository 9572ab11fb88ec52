namespace LlmMiaProbe.Corpora;

/// <summary>Remembers which ids were used and where, in about 50 bytes an id whatever its length.</summary>
internal sealed class IdRegister
{
    private const int LineBits = 40;
    private const long LineMask = (1L << LineBits) - 1;

    private readonly Dictionary<Hash128, long> origins = [];

    /// <summary>False if the id was used before, at the given line of the source with the given index.</summary>
    public bool TryAdd(string id, int source, long line, out int firstSource, out long firstLine)
    {
        var hash = Hash128.Of(id);
        if (origins.TryAdd(hash, ((long)source << LineBits) | (line & LineMask)))
        {
            (firstSource, firstLine) = (source, line);
            return true;
        }

        var first = origins[hash];
        (firstSource, firstLine) = ((int)(first >> LineBits), first & LineMask);
        return false;
    }
}

internal readonly record struct IdPosition(int Block, int Start, int Length);

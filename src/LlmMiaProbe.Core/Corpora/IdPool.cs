using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>Ids as UTF-8 in large blocks: about as many bytes as they have characters.</summary>
internal sealed class IdPool
{
    private const int BlockLength = 64 << 10;

    private readonly List<byte[]> blocks = [];
    private int used = BlockLength;

    /// <summary>Where the id lies; for <see cref="this"/>.</summary>
    public IdPosition Add(string id)
    {
        var length = Encoding.UTF8.GetByteCount(id);
        if (used + length > BlockLength)
        {
            blocks.Add(new byte[Math.Max(BlockLength, length)]);
            used = 0;
        }

        var position = new IdPosition(blocks.Count - 1, used, length);
        used += Encoding.UTF8.GetBytes(id, blocks[^1].AsSpan(used));
        return position;
    }

    public string this[IdPosition position] => Encoding.UTF8.GetString(blocks[position.Block], position.Start, position.Length);
}

namespace LlmMiaProbe.Local.Gguf;

/// <summary>A tensor's entry in the header. The first dimension is the one stored contiguously.</summary>
/// <param name="Name">At most 63 bytes.</param>
/// <param name="Dimensions">One to four lengths, elements.</param>
/// <param name="Type">Storage type of the elements.</param>
/// <param name="Offset">Bytes from the start of the data section.</param>
/// <param name="ByteSize">Bytes that the tensor occupies, without padding.</param>
public sealed record GgufTensor(string Name, IReadOnlyList<long> Dimensions, GgufTensorType Type, long Offset, long ByteSize)
{
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (long dimension in Dimensions)
            {
                count *= dimension;
            }

            return count;
        }
    }

    /// <summary>Whether it is a table of rows (a weight matrix) rather than a vector (a norm, a bias).</summary>
    public bool IsMatrix => Dimensions.Count(length => length > 1) > 1;
}

namespace LlmMiaProbe.Storage.Payloads;

/// <summary>The reverse of <see cref="ColumnWriter"/>.</summary>
internal ref struct ColumnReader(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> packed)
{
    private ReadOnlySpan<byte> _plain = plain;
    private ReadOnlySpan<byte> _packed = packed;

    public readonly bool AtEnd => _plain.IsEmpty && _packed.IsEmpty;

    /// <exception cref="InvalidDataException">The bytes end too early or make no sense.</exception>
    public uint[] Read(int count, int plainPlanes)
    {
        var width = Take(ref _packed, 1)[0];
        if (width > sizeof(uint))
        {
            throw new InvalidDataException($"a column is {width} bytes wide");
        }

        var column = new uint[count];
        for (var plane = 0; plane < width; plane++)
        {
            var bytes = plane < plainPlanes ? Take(ref _plain, count) : Take(ref _packed, count);
            for (var i = 0; i < column.Length; i++)
            {
                column[i] |= (uint)bytes[i] << (8 * plane);
            }
        }

        return column;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count > bytes.Length)
        {
            throw new InvalidDataException("it ends too early");
        }

        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}

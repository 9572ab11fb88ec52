using System.Buffers.Binary;
using System.Numerics;

namespace LlmMiaProbe.Storage.Payloads;

/// <summary>CRC-32C (Castagnoli, as in RFC 3720): detects every burst of damage of up to 32 bits.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace LlmMiaProbe.Models;

/// <summary>
/// A text as numbers, for models whose tokenizer is out of reach: whole characters of at most four bytes of UTF-8 a number,
/// little-endian, filled up with 255, a byte that UTF-8 never has. About as many numbers as an English text has tokens.
/// </summary>
public static class PackedText
{
    private const int Width = sizeof(int);
    private const byte Filling = 0xFF;

    /// <summary>A lone surrogate becomes U+FFFD.</summary>
    public static int[] Of(string text)
    {
        var packed = new List<int>((text.Length / Width) + 1);
        Span<byte> bytes = stackalloc byte[Width];
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + rune.Utf8SequenceLength > Width)
            {
                packed.Add(Close(bytes, used));
                used = 0;
            }

            used += rune.EncodeToUtf8(bytes[used..]);
        }

        if (used > 0)
        {
            packed.Add(Close(bytes, used));
        }

        return [.. packed];
    }

    /// <summary>The text again.</summary>
    public static string Text(ReadOnlySpan<int> packed)
    {
        var bytes = new byte[packed.Length * Width];
        var length = 0;
        foreach (var number in packed)
        {
            var place = bytes.AsSpan(length, Width);
            BinaryPrimitives.WriteInt32LittleEndian(place, number);
            length += place.IndexOf(Filling) is >= 0 and var filled ? filled : Width;
        }

        return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
    }

    private static int Close(Span<byte> bytes, int used)
    {
        bytes[used..].Fill(Filling);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }
}

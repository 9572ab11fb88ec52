using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Evidence;

/// <summary>A text as words and the white space between them, for variants that rearrange words.</summary>
internal sealed partial class WordOrder
{
    private readonly string[] _parts;

    public WordOrder(string text) => _parts = Gaps().Split(text);

    /// <summary>Words at even places, white space at odd ones.</summary>
    public int Count => (_parts.Length + 1) / 2;

    public void Swap(int first, int second) => (_parts[2 * first], _parts[2 * second]) = (_parts[2 * second], _parts[2 * first]);

    /// <summary>Removes a word and the white space after it.</summary>
    public void Remove(int word)
    {
        _parts[2 * word] = "";
        if ((2 * word) + 1 < _parts.Length)
        {
            _parts[(2 * word) + 1] = "";
        }
    }

    public override string ToString() => string.Concat(_parts);

    /// <summary>Random numbers that depend on the text, the seed and the number of the variant, and on nothing else.</summary>
    public static RandomSource RandomFor(string text, int seed, int index)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {index} {text}"), hash);
        return new Xoshiro256StarStar(BitConverter.ToInt32(hash) & int.MaxValue);
    }

    [GeneratedRegex(@"(\s+)")]
    private static partial Regex Gaps();
}

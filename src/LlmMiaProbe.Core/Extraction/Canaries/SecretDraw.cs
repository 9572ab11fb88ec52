using System.Security.Cryptography;
using System.Text;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// Draws secrets from a seed in a way that anyone can repeat. The bytes of block b (0, 1, 2, ...) of a stream are SHA-256 of
/// the UTF-8 text <c>seed LF stream LF b</c>. Bytes are read in order; one at or above the largest multiple of the
/// alphabet's size n is skipped, any other gives symbol byte mod n.
/// </summary>
/// <param name="seed">Any text.</param>
/// <param name="stream">Such as a canary's id; streams are independent.</param>
internal sealed class SecretDraw(string seed, string stream)
{
    private byte[] _block = [];
    private int _blocks;
    private int _next;

    /// <summary>The first secret of a stream.</summary>
    public static string Draw(string seed, string stream, SecretAlphabet alphabet) => new SecretDraw(seed, stream).Next(alphabet);

    public string Next(SecretAlphabet alphabet)
    {
        var secret = new StringBuilder();
        for (var i = 0; i < alphabet.Length; i++)
        {
            secret.Append(alphabet[NextIndex(alphabet.SymbolCount)]);
        }

        return secret.ToString();
    }

    /// <summary>Different secrets, none of them the one given.</summary>
    public IReadOnlyList<string> Others(string own, int count, SecretAlphabet alphabet)
    {
        var drawn = new HashSet<string>(StringComparer.Ordinal) { own };
        var others = new List<string>(count);
        while (others.Count < count)
        {
            if (Next(alphabet) is var secret && drawn.Add(secret))
            {
                others.Add(secret);
            }
        }

        return others;
    }

    private int NextIndex(int count)
    {
        while (true)
        {
            if (_next == _block.Length)
            {
                _block = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{stream}\n{_blocks++}"));
                _next = 0;
            }

            var value = _block[_next++];
            if (value < 256 - (256 % count))
            {
                return value % count;
            }
        }
    }
}

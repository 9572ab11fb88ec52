using System.Security.Cryptography;
using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// SHA-256 of a text's UTF-8 bytes, as 64 lower-case hexadecimal digits; of a conversation, of its text and of what of it is scored.
/// </summary>
public readonly record struct ContentHash(string Hex)
{
    public static ContentHash Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static ContentHash Of(ReadOnlySpan<byte> utf8) => new(Convert.ToHexStringLower(SHA256.HashData(utf8)));

    /// <param name="text">The whole text.</param>
    /// <param name="mask">See <see cref="RenderedText.Mask"/>; null for a text that is scored as a whole.</param>
    public static ContentHash Of(string text, string? mask)
    {
        if (mask is null)
        {
            return Of(text);
        }

        using var framed = new FramedHash("conversation/1");
        return new ContentHash(framed.Add(text).Add(mask).FinishHex());
    }

    public override string ToString() => Hex;
}

using System.Security.Cryptography;
using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>SHA-256 of a text's UTF-8 bytes, as 64 lower-case hexadecimal digits.</summary>
public readonly record struct ContentHash(string Hex)
{
    public static ContentHash Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static ContentHash Of(ReadOnlySpan<byte> utf8) => new(Convert.ToHexStringLower(SHA256.HashData(utf8)));

    public override string ToString() => Hex;
}

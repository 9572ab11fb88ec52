using System.Security.Cryptography;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Hexadecimal digests are kept as bytes, half as long.</summary>
internal static class Digest
{
    /// <exception cref="ArgumentException">Not an even number of lower-case hexadecimal digits, so that it could not be given back as it was.</exception>
    public static byte[] ToBytes(string hex)
    {
        if (hex.Length % 2 != 0 || !hex.All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException($"A digest consists of lower-case hexadecimal digits; this one is '{hex}'.", nameof(hex));
        }

        return Convert.FromHexString(hex);
    }

    /// <exception cref="InvalidDataException">Not the 32 bytes of a SHA-256.</exception>
    public static string ToHex(byte[] bytes) => bytes.Length == SHA256.HashSizeInBytes
        ? Convert.ToHexStringLower(bytes)
        : throw new InvalidDataException($"a hash has {bytes.Length} bytes");
}

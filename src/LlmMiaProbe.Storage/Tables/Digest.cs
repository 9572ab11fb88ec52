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

    public static string ToHex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

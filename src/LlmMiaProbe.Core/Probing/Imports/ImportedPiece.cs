using System.Text;

namespace LlmMiaProbe.Probing;

/// <summary>What a token is shown as.</summary>
/// <param name="Shown">Text, which may be U+FFFD for parts of characters.</param>
/// <param name="Bytes">Exactly what it spells; null if that is hidden.</param>
internal sealed record ImportedPiece(string Shown, byte[]? Bytes)
{
    private const string Replacement = "\uFFFD";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ImportedPiece Of(string text) => text.Contains(Replacement, StringComparison.Ordinal) ? new(text, null) : new(text, s_strict.GetBytes(text));

    public static ImportedPiece Of(byte[] bytes) => new(Encoding.UTF8.GetString(bytes), bytes);
}

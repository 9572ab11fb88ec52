using FsCheck;
using FsCheck.Fluent;

namespace LlmMiaProbe.Reporting.Tests;

internal static class AwkwardText
{
    /// <summary>Line ends of all kinds, quotes, controls, and characters of one to four bytes.</summary>
    public static Gen<string> Any { get; } = Gen.OneOf(
            Gen.Elements("\n", "\r\n", "\r", "\"", "\\", "\t", "\v", "\f", "\0", "\u001f", "\u007f", "\u0085", "\u2028", "\u2029", "é", "日本", "😀", "\uFEFF", "\uE000", "</script>", "{", "a"),
            Gen.Choose(0, 0xFFFF).Where(unit => !char.IsSurrogate((char)unit)).Select(unit => ((char)unit).ToString()))
        .ListOf()
        .Select(string.Concat);
}

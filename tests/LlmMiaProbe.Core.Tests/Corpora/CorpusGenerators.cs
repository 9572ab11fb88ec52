using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace LlmMiaProbe.Core.Tests.Corpora;

internal static class CorpusGenerators
{
    private static readonly string[] Fragments =
    [
        "\n", "\n", "\n", "\r\n", "\r", "\n\n", " ", "\t", ",", "\"", "\"\"", "\\", "{", "}", "[1]", "{}", "text", "label", "null",
        "{\"text\": \"a\"}", "{\"id\": 7, \"text\": \"é\\u00e9\", \"x\": [1, {}]}", "{\"text\": \"\\ud800\"}", "{\"text\": 1}",
        "{\"text\": \"\\ud83d\\ude00\", \"label\": \"maybe\"}", "text,label\n", "\"a\nb\",member\n", "\uFEFF", "a", "ü", "😀", "\0",
    ];

    private static readonly byte[][] Broken = [[0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xFF, 0xFE], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0xAF]];

    /// <summary>Bytes that look like corpora in part and are broken in all the usual ways.</summary>
    public static Gen<byte[]> Bytes { get; } = Gen.OneOf(
            Gen.Elements(Fragments).Select(Encoding.UTF8.GetBytes),
            Gen.Elements(Fragments).Select(Encoding.UTF8.GetBytes),
            Gen.Elements(Fragments).Select(Encoding.UTF8.GetBytes),
            Gen.Elements(Broken),
            Gen.Choose(0, 255).Select(value => new[] { (byte)value }))
        .ListOf()
        .Select(pieces => pieces.SelectMany(piece => piece).ToArray());

    /// <summary>Text that has a UTF-8 form: any characters, and many quotes, separators and line breaks.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
            Gen.Elements("\n", "\r\n", "\r", ",", "\t", "\"", "\"\"", "\\", " ", "a", "B", "ß", "e\u0301", "\u2028", "\0", "😀", "\uFEFF"),
            Gen.Choose(0, 0xFFFF).Where(unit => !char.IsSurrogate((char)unit)).Select(unit => ((char)unit).ToString()))
        .ListOf()
        .Select(string.Concat);
}

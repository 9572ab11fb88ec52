using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Core.Tests.Models;

public sealed class PackedTextTests
{
    private static readonly Gen<string> s_anyText =
        from runes in Gen.OneOf(Gen.Choose(0, 0x7F), Gen.Choose(0x80, 0x7FF), Gen.Choose(0xE000, 0xFFFF), Gen.Choose(0x10000, 0x10FFFF)).ListOf()
        select string.Concat(runes.Select(rune => new Rune(rune).ToString()));

    [Property]
    public Property Every_text_comes_back() => Prop.ForAll(s_anyText.ToArbitrary(), text => PackedText.Text(PackedText.Of(text)) == text);

    [Property]
    public Property Any_numbers_of_a_text_spell_whole_characters() => Prop.ForAll((from text in s_anyText from cut in Gen.Choose(0, 100) select (text, cut)).ToArbitrary(), entry =>
    {
        var packed = PackedText.Of(entry.text);
        var cut = packed.Length == 0 ? 0 : entry.cut % packed.Length;
        return PackedText.Text(packed.AsSpan(0, cut)) + PackedText.Text(packed.AsSpan(cut)) == entry.text;
    });

    [Fact]
    public void Four_bytes_are_one_number_with_the_first_byte_lowest() => Assert.Equal([0x64636261, unchecked((int)0xFFFFFF65)], PackedText.Of("abcde"));
}

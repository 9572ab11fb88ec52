using System.Net;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Tests.Html;

public sealed partial class HtmlWriterTests
{
    [Property]
    public Property Any_text_and_attribute_comes_back_visible_and_makes_no_element() => Prop.ForAll(AwkwardText.Any.ToArbitrary(), text =>
    {
        var html = HtmlWriter.Render(writer => writer.Element("b", text, ("title", text)));
        var match = Element().Match(html);
        Assert.True(match.Success, html);
        Assert.Equal(VisibleText.Of(text), WebUtility.HtmlDecode(match.Groups[1].Value));
        Assert.Equal(VisibleText.Of(text), WebUtility.HtmlDecode(match.Groups[2].Value));
    });

    [Theory]
    [InlineData("a\u202Eb", "a[U+202E]b")]
    [InlineData("\u2066\u2069\u200F\u061C", "[U+2066][U+2069][U+200F][U+061C]")]
    [InlineData("\0\r\u001B\u007F\u0085", "[U+0000][U+000D][U+001B][U+007F][U+0085]")]
    [InlineData("می\u200Cخواهم 👩\u200D💻 Silben\u00ADtrennung", "می\u200Cخواهم 👩\u200D💻 Silben\u00ADtrennung")]
    [InlineData("\u200B\uFEFF\u2028", "[U+200B][U+FEFF][U+2028]")]
    [InlineData("\U000E0041", "[U+E0041]")]
    [InlineData("line\n\ttab é 日本 😀 مرحبا", "line\n\ttab é 日本 😀 مرحبا")]
    public void What_cannot_be_seen_is_spelled_out(string text, string expected) => Assert.Equal(expected, VisibleText.Of(text));

    [Fact]
    public void Half_a_character_is_spelled_out() => Assert.Equal("a[U+D83D]b[U+DE00]", VisibleText.Of("a\uD83Db\uDE00"));

    [Fact]
    public void Names_carry_ids_and_classes() =>
        Assert.Equal("<div id=\"run\" class=\"card wide\"><br></div>\n", HtmlWriter.Render(writer => writer.Element("div#run.card.wide", () => writer.Element("br"))));

    [Theory]
    [InlineData("let a = '</script>';")]
    [InlineData("let a = '</SCRIPT >';")]
    public void A_script_cannot_end_its_own_element(string script) =>
        Assert.Throws<ArgumentException>(() => HtmlWriter.Render(writer => writer.Verbatim("script", script)));

    [GeneratedRegex("^<b title=\"([^\"<>']*)\">([^<>\"']*)</b>$", RegexOptions.Singleline)]
    private static partial Regex Element();
}

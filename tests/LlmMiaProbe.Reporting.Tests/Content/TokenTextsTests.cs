using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Tests.Content;

public sealed class TokenTextsTests
{
    private static readonly Vocabulary Bytes = new([.. Enumerable.Range(0, 256).Select(i => new[] { (byte)i })]);

    [Property]
    public Property Bytes_of_any_text_spell_it_again() => Prop.ForAll(AwkwardText.Any.ToArbitrary(), text =>
    {
        var tokens = Encoding.UTF8.GetBytes(text).Select(b => (int)b).ToArray();
        var texts = new TokenTexts(Bytes, isRedacted: false).Of(tokens);
        Assert.Equal(tokens.Length, texts.Length);
        Assert.Equal(VisibleText.Of(text), string.Concat(texts));
    });

    [Fact]
    public void Bytes_that_are_no_character_and_tokens_without_bytes_have_names()
    {
        var texts = new TokenTexts(new Vocabulary([[0xFF], [(byte)'a'], []]), isRedacted: false);
        Assert.Equal(["[FF]", "a", "[token 2]"], texts.Of([0, 1, 2]));
        Assert.Equal("[token 9]", texts.Of(9));
    }

    [Fact]
    public void Redacted_a_token_shows_only_how_long_it_is() =>
        Assert.Equal(["▒▒▒", "▒"], new TokenTexts(new Vocabulary([Encoding.UTF8.GetBytes("abc"), [0xE6]]), isRedacted: true).Of([0, 1]));
}

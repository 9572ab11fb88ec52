using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Core.Tests.Words;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain, ünïcödé, 漢字, 😀 and\ta tab\nand lines\r\n", "plain, ünïcödé, 漢字, 😀 and\ta tab\nand lines\r\n")]
    [InlineData("\u001b[31mred\u0007", "\\u001B[31mred\\u0007")]
    [InlineData("a\rb", "a\\u000Db")]
    [InlineData("\u009b31m\u0085", "\\u009B31m\\u0085")]
    [InlineData("\u202Etxt.exe\u2066\u200F\u061C", "\\u202Etxt.exe\\u2066\\u200F\\u061C")]
    [InlineData("a\u2028b\u2029c", "a\\u2028b\\u2029c")]
    [InlineData("a\u200Bb\u2060c\uFEFF", "a\\u200Bb\\u2060c\\uFEFF")]
    [InlineData("می\u200Cخواهم 👩\u200D💻 Silben\u00ADtrennung", "می\u200Cخواهم 👩\u200D💻 Silben\u00ADtrennung")]
    [InlineData("\u200E\u200F\u202A\u2062\u180E", "\\u200E\\u200F\\u202A\\u2062\\u180E")]
    [InlineData("\uDB40\uDC41tag", "\\uDB40\\uDC41tag")]
    [InlineData("\u0600 12", "\u0600 12")]
    public void What_a_terminal_obeys_or_nobody_sees_is_written_out(string text, string expected) => Assert.Equal(expected, SafeText.Of(text));

    [Fact]
    public void Halves_of_characters_are_written_out()
    {
        Assert.Equal("half \\uD83D", SafeText.Of("half \uD83D"));
        Assert.Equal("\\uDE00😀", SafeText.Of("\uDE00\uD83D\uDE00"));
    }

    [Property]
    public Property Nothing_unsafe_is_left_and_inside_of_json_it_is_the_same_text() => Prop.ForAll(
        Gen.ListOf(Gen.Elements("a", "\u001b", "\u202e", "\ud83d", "\ude00", "\u0000", "\r", "\n", "\u2028", "😀", "\u200b", "é", "\u009b")).Select(string.Concat).ToArbitrary(),
        text =>
        {
            var safe = SafeText.Of(text);
            Assert.Equal(safe, SafeText.Of(safe));
            Assert.DoesNotContain(safe, c => c is '\u001b' or '\u0000' or '\u202e' or '\u2028' or '\u200b' or '\u009b');
            if (!text.Any(char.IsSurrogate) && !text.Any(char.IsControl))
            {
                Assert.Equal(text, JsonSerializer.Deserialize<string>($"\"{safe}\""));
            }
        });
}

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Core.Tests.Generation;

public sealed class SplitTextTests
{
    [Theory]
    [InlineData("one two three four", "one two", " three four")]
    [InlineData("  one\ttwo\n\nthree ", "  one", "\ttwo\n\nthree ")]
    [InlineData("one two", "one", " two")]
    [InlineData("春眠不覚", "春眠", "不覚")]
    [InlineData("ภาษาไทย", "ภาษ", "าไทย")]
    [InlineData("在2024年。好", "在2024", "年。好")]
    [InlineData("one two🦄 three four", "one two🦄", " three four")]
    public void Half_of_the_words_is_the_beginning(string text, string beginning, string rest) =>
        Assert.Equal(new SplitText(beginning, rest), SplitText.Of(text, 0.5));

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData(" \n ")]
    public void A_text_with_fewer_than_two_words_is_not_cut(string text) => Assert.Null(SplitText.Of(text, 0.5));

    [Property]
    public Property Both_parts_are_the_text() => Prop.ForAll<string?, int>((text, percent) =>
    {
        var split = SplitText.Of(text ?? "", (1 + Math.Abs((long)percent % 99)) / 100.0);
        return split is not { } cut || (cut.Beginning + cut.Rest == text && cut.Rest.Trim().Length > 0 && cut.Beginning.Trim().Length > 0 && !char.IsLowSurrogate(cut.Rest[0]));
    });
}

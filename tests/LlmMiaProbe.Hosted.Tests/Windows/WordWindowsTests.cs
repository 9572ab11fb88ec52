using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Hosted.Windows;

namespace LlmMiaProbe.Hosted.Tests.Windows;

public sealed class WordWindowsTests
{
    [Property]
    public Property Windows_are_no_longer_than_asked_begin_and_end_at_white_space_and_overlap_by_no_more_than_half()
    {
        // No word with the space before it is longer than half of the smallest window.
        var words = (from word in Gen.Elements("a", "of", "the", "naïve", "日本", "harbour", "😀", "x  y") from space in Gen.Elements(" ", "\n\n") select space + word).NonEmptyListOf();
        return Prop.ForAll((from list in words from longest in Gen.Choose(24, 90) select (Text: string.Concat(list), longest)).ToArbitrary(), entry =>
        {
            var (text, longest) = entry;
            var windows = WordWindows.Plan(text, longest);
            Assert.Equal((0, text.Length), (windows[0].Start, windows[^1].End));
            Assert.All(windows, window => Assert.InRange(Encoding.UTF8.GetByteCount(text[window.Start..window.End]), 1, longest));
            foreach (var (before, after) in windows.Zip(windows.Skip(1)))
            {
                Assert.True(before.Start < after.Start && after.Start < before.End && before.End < after.End);
                Assert.True(char.IsWhiteSpace(text[after.Start]) && char.IsWhiteSpace(text[before.End]));
                Assert.True(Encoding.UTF8.GetByteCount(text[after.Start..before.End]) <= longest / 2, $"{after.Start}..{before.End}");
            }
        });
    }

    [Fact]
    public void A_stretch_without_white_space_that_is_too_long_is_named()
    {
        var error = Assert.Throws<ModelException>(() => WordWindows.Plan($"one two {new string('x', 40)} three", 30));
        Assert.Equal("there is no white space to cut it at between characters 7 and 48", error.Message);
    }
}

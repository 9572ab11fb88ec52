using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Core.Tests.Corpora;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Similarity;

public sealed class WordNumberingTests
{
    [Theory]
    [InlineData("The cat's “hat” – 3.14!", "The|cat|s|hat|3|14")]
    [InlineData("one\r\ntwo\tthree", "one|two|three")]
    [InlineData("soft\u00ADhyphen zero\u200Bwidth end\u00AD.", "soft\u00ADhyphen|zero\u200Bwidth|end")]
    [InlineData("e\u0301te\u0301 naïve", "e\u0301te\u0301|naïve")]
    [InlineData("日本語のテキスト ok", "日|本|語|の|テ|キ|ス|ト|ok")]
    [InlineData("กิน", "กิ|น")]
    [InlineData("A日B", "A|日|B")]
    [InlineData("한국어 문장", "한국어|문장")]
    [InlineData("x𠀀𠀁y 😀 z", "x|𠀀|𠀁|y|z")]
    [InlineData("", "")]
    [InlineData("... — !", "")]
    public void Words_are_found_where_they_are(string text, string expected)
    {
        var words = WordNumbering.ReadAlone(text);

        Assert.Equal(expected, string.Join('|', words.Starts.Zip(words.Lengths, text.Substring)));
    }

    [Theory]
    [InlineData("It\u2019s GREEN", "it's green")]
    [InlineData("caf\u00E9", "CAFE\u0301")]
    [InlineData("soft\u00ADhyphen", "SoftHyphen")]
    [InlineData("\uFB01nd the di\uFB00erence", "find the difference")]
    [InlineData("well\u2011known", "well-known")]
    public void Spellings_of_one_text_are_equal(string first, string second)
    {
        var (left, right) = Sequences.Of(first, second);

        Assert.Equal(left, right);
        Assert.Equal(ComparisonForm.Of(first), ComparisonForm.Of(second));
    }

    [Fact]
    public void Different_words_have_different_numbers()
    {
        var (left, right) = Sequences.Of("one two one", "two three");

        Assert.Equal([0, 1, 0], left);
        Assert.Equal([1, 2], right);
    }

    [Property]
    public Property The_comparison_form_stays_as_it_is() => Prop.ForAll(CorpusGenerators.Text.ToArbitrary(), text =>
    {
        var form = ComparisonForm.Of(text);
        Assert.Equal(form, ComparisonForm.Of(form));
        Assert.DoesNotContain(form, character => ComparisonForm.IsInvisible(character));
    });

    [Property]
    public Property Words_never_overlap_and_hold_a_letter_or_digit() => Prop.ForAll(CorpusGenerators.Text.ToArbitrary(), text =>
    {
        var words = WordNumbering.ReadAlone(text);
        var end = 0;
        foreach (var (start, length) in words.Starts.Zip(words.Lengths))
        {
            Assert.True(start >= end && length > 0);
            Assert.Contains(text.Substring(start, length).EnumerateRunes(), System.Text.Rune.IsLetterOrDigit);
            end = start + length;
        }

        Assert.True(end <= text.Length);
    });
}

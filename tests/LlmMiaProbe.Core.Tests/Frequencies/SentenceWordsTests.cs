using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Frequencies;

namespace LlmMiaProbe.Core.Tests.Frequencies;

public sealed class SentenceWordsTests
{
    [Theory]
    [InlineData("The cat sat.", "the cat sat")]
    [InlineData("Don't! It’s 5 o'clock—half-past.", "don't | it’s 5 o'clock half past")]
    [InlineData("\"Who?\" she asked. (Nobody.) 'Me.' He", "who | she asked | nobody | me | he")]
    [InlineData("Version 2.5 of a.b... is out", "version 2 5 of a b | is out")]
    [InlineData("First line\nsame sentence\n\nNext", "first line same sentence | next")]
    [InlineData("Zażółć GĘŚLĄ jaźń? Naïve e\u0301te\u0301.", "zażółć gęślą jaźń | naïve e\u0301te\u0301")]
    [InlineData("我们。他们！end", "我们 | 他们 | end")]
    [InlineData("'quoted' rock 'n' roll'", "quoted rock n roll")]
    [InlineData("", "")]
    [InlineData(" ... !? \n\n", "")]
    public void Words_and_sentences_are_those_of_a_reader(string text, string expected)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var sentences = SentenceWords.Of(utf8).GroupBy(word => word.Sentence).Select(sentence => string.Join(' ', sentence.Select(word => SentenceWords.Spell(utf8, word))));
        Assert.Equal(expected, string.Join(" | ", sentences));
    }

    [Property]
    public Property Any_bytes_give_words_in_order_that_do_not_overlap() =>
        Prop.ForAll(Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().ToArbitrary(), bytes =>
        {
            var end = 0;
            foreach (var word in SentenceWords.Of(bytes))
            {
                Assert.True(word.Start >= end && word.Length > 0 && word.End <= bytes.Length);
                Assert.DoesNotContain('\uFFFD', SentenceWords.Spell(bytes, word));
                end = word.End;
            }
        });
}

using LlmMiaProbe.Words;

namespace LlmMiaProbe.Core.Tests.Words;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("a/b-c_d.db", "a/b-c_d.db")]
    [InlineData("k=0.1,b:2@c%d+e", "k=0.1,b:2@c%d+e")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    [InlineData("~/x", "'~/x'")]
    [InlineData("a\\b", @"'a\b'")]
    [InlineData("na\u00efve", "'na\u00efve'")]
    [InlineData("-x", "-x")]
    public void A_text_is_one_word_and_nothing_more(string text, string word) => Assert.Equal(word, ShellWord.Quote(text));

    [Theory]
    [InlineData("-rf", "./-rf")]
    [InlineData("-r f", "'./-r f'")]
    [InlineData("a-b", "a-b")]
    public void A_path_is_no_option(string path, string word) => Assert.Equal(word, ShellWord.Path(path));
}

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class NormalisedTextTests
{
    [Theory]
    [InlineData("  The\tQuick \r\n\n FOX ", "the quick fox")]
    [InlineData("E\u0301TE\u0301", "été")]
    [InlineData("J\u030C", "\u01F0")]
    [InlineData("a\u00A0\u3000b", "a b")]
    [InlineData(" \n ", "")]
    public void Case_white_space_and_form_are_evened_out(string text, string expected) => Assert.Equal(expected, NormalisedText.Of(text));

    [Property]
    public Property A_normalised_text_stays_as_it_is() =>
        Prop.ForAll(CorpusGenerators.Text.ToArbitrary(), text => NormalisedText.Of(NormalisedText.Of(text)) == NormalisedText.Of(text))
            ;
}

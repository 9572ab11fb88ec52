using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LlmMiaProbe.Core.Tests;

public sealed class ListTextTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" , ,", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData(" a , b ", new[] { "a", "b" })]
    [InlineData("f(1,2),g((3,4),5)", new[] { "f(1,2)", "g((3,4),5)" })]
    [InlineData("a),b", new[] { "a)", "b" })]
    public void Commas_outside_parentheses_separate(string text, string[] elements) => Assert.Equal(elements, ListText.Split(text));

    [Property]
    public Property Without_parentheses_it_splits_as_the_framework_does()
    {
        var texts = Gen.ArrayOf(Gen.Elements('a', 'b', ',', ' ')).Select(letters => new string(letters));

        return Prop.ForAll(texts.ToArbitrary(), text => ListText.Split(text).SequenceEqual(
            text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
    }
}

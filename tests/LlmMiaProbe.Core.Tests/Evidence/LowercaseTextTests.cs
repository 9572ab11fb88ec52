using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Core.Tests.Evidence;

public sealed class LowercaseTextTests
{
    // Printed by Python 3's str.lower.
    [Theory]
    [InlineData("\u0130STANBUL", "i\u0307stanbul")]
    [InlineData("\u03A3\u038A\u03A3\u03A5\u03A6\u039F\u03A3", "\u03C3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2")]
    [InlineData("\u03A3", "\u03C3")]
    [InlineData("A\u03A3", "a\u03C2")]
    [InlineData("A\u03A3 B", "a\u03C2 b")]
    [InlineData("A\u03A3B", "a\u03C3b")]
    [InlineData("A\u03A3'B", "a\u03C3'b")]
    [InlineData("A\u03A3'", "a\u03C2'")]
    [InlineData("A\u0301\u03A3\u0301.", "a\u0301\u03C2\u0301.")]
    [InlineData("A.\u03A3", "a.\u03C2")]
    [InlineData("1\u03A3", "1\u03C3")]
    [InlineData("\U0001D400\u03A3", "\U0001D400\u03C2")]
    [InlineData("A\u03A3\U0001D400", "a\u03C3\U0001D400")]
    [InlineData("The QUICK \u00C9tat", "the quick \u00E9tat")]
    public void Every_character_has_the_lower_case_of_unicode(string text, string expected) => Assert.Equal(expected, TextVariant.Lowercase.Apply(text));

    [Property]
    public Property Without_the_two_it_is_the_runtimes_own() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>().Filter(text => !text.Get.Contains('\u0130', StringComparison.Ordinal) && !text.Get.Contains('\u03A3', StringComparison.Ordinal)),
        text => Assert.Equal(text.Get.ToLowerInvariant(), TextVariant.Lowercase.Apply(text.Get)));
}

using LlmMiaProbe.Attacks;
using LlmMiaProbe.Findings;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class HeadlineChoiceTests
{
    [Theory]
    [InlineData("loss,min-k-plus-plus,zlib", false, "min-k-plus-plus(k=0.2),zlib")]
    [InlineData("zlib,loss,min-k-plus-plus", false, "min-k-plus-plus(k=0.2),zlib")]
    [InlineData("zlib,loss", false, "zlib")]
    [InlineData("loss,min-k(k=0.1)", false, "min-k(k=0.1)")]
    [InlineData("lowercase,loss", false, "loss")]
    [InlineData("max-k,lowercase", false, "max-k(k=0.2)")]
    [InlineData("loss,reference-ratio,reference-difference", true, "reference-difference")]
    [InlineData("min-k-plus-plus,loss,zlib", true, "min-k-plus-plus(k=0.2)")]
    [InlineData("min-k-plus-plus(k=0.5),min-k-plus-plus(k=0.2)", false, "min-k-plus-plus(k=0.2)")]
    [InlineData("min-k-plus-plus(k=0.5),min-k-plus-plus(k=0.1)", false, "min-k-plus-plus(k=0.5)")]
    public void It_follows_from_the_models_and_the_attacks(string attacks, bool hasReference, string expected) =>
        Assert.Equal(expected, string.Join(',', HeadlineChoice.Of(AttackSelection.Parse(attacks), hasReference).Attacks));

    [Fact]
    public void Where_the_chosen_attacks_apply_to_no_document_the_next_in_the_same_order_stands_in()
    {
        var chosen = HeadlineChoice.Of(AttackSelection.Parse("ez-mia,wbc,loss,reference-difference"), hasReference: true);
        var next = HeadlineChoice.InPlaceOf(chosen, AttackSelection.Parse("loss,reference-difference"), hasReference: true, hasShadows: false);
        Assert.Equal(["reference-difference"], next.Attacks);
        Assert.StartsWith(string.Join(" and ", chosen.Attacks) + " apply to no document of this run. reference-difference: fixed beforehand", next.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lira,loss,rmia,z-score,min-k-plus-plus", false, "rmia(gamma=1),lira(fixed-below=16)")]
    [InlineData("z-score,lira-offline,rmia-offline", false, "rmia-offline(gamma=1,a=0.3),lira-offline(fixed-below=16)")]
    [InlineData("loss,z-score", false, "z-score")]
    [InlineData("loss,zlib", false, "zlib")]
    [InlineData("lira,rmia,reference-difference", true, "reference-difference")]
    [InlineData("lira,loss", true, "lira(fixed-below=16)")]
    public void Shadow_models_count_where_no_attack_with_a_reference_does(string attacks, bool hasReference, string expected) =>
        Assert.Equal(expected, string.Join(',', HeadlineChoice.Of(AttackSelection.Parse(attacks), hasReference, hasShadows: true).Attacks));

    [Fact]
    public void With_a_reference_the_window_and_error_attacks_come_first_if_there_are_any()
    {
        List<ConfiguredAttack> all = [.. AttackSelection.Defaults];
        string[] expected = [.. new[] { "ez-mia", "wbc" }.Select(id => all.Find(attack => attack.Attack.Description.Id == id)?.Id).OfType<string>()];
        Assert.Equal(expected.Length > 0 ? expected : ["reference-difference"], HeadlineChoice.Of(all, hasReference: true).Attacks);
    }

    [Fact]
    public void It_says_why()
    {
        var registered = HeadlineChoice.Of(AttackSelection.Parse("zlib,min-k-plus-plus"), false).Reason;
        Assert.Equal("min-k-plus-plus(k=0.2) and zlib: fixed beforehand for runs without a reference model, whatever they find; all other attacks are exploratory.", registered);
        Assert.Contains("has none of ez-mia, wbc, reference-difference", HeadlineChoice.Of(AttackSelection.Parse("loss"), true).Reason, StringComparison.Ordinal);
        Assert.Contains("the first that was asked for", HeadlineChoice.Of(AttackSelection.Parse("max-k"), false).Reason, StringComparison.Ordinal);
    }
}

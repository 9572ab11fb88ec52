using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class RunRequestsTests
{
    [Fact]
    public void Requests_are_asked_once_target_first_and_plain_first()
    {
        var byModel = RunRequests.Of(SettingsOf("reference-difference", "lowercase", "loss", "min-k(k=0.1)", "min-k(k=0.2)")).ByModel;
        Assert.Equal([ModelRole.Target, ModelRole.Reference], byModel.Select(model => model.Role));
        Assert.Equal(["target/plain", "target/lowercase"], byModel[0].Requests.Select(request => request.Name));
        Assert.Equal(["reference/plain"], byModel[1].Requests.Select(request => request.Name));
    }

    [Fact]
    public void Without_a_reference_the_default_is_every_attack_that_needs_none()
    {
        Assert.DoesNotContain("reference-difference", RunRequests.Select([], hasReference: false));
        Assert.Contains("loss", RunRequests.Select([], hasReference: false));
        Assert.Contains("reference-difference", RunRequests.Select([], hasReference: true));
    }

    [Fact]
    public void An_attack_that_needs_a_reference_is_refused_without_one()
    {
        var error = Assert.Throws<ConfigurationException>(() => RunRequests.Select(["loss", "reference-ratio"], hasReference: false));
        Assert.Contains("reference-ratio", error.Message, StringComparison.Ordinal);
        Assert.Contains("--reference", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frequency_table_adds_the_attack_that_needs_one()
    {
        Assert.DoesNotContain("dc-pdd(a=0.01)", RunRequests.Select([], hasReference: true));
        Assert.Contains("dc-pdd(a=0.01)", RunRequests.Select([], hasReference: false, hasFrequencies: true));
        var error = Assert.Throws<ConfigurationException>(() => RunRequests.Select(["dc-pdd"], hasReference: true));
        Assert.Contains("--frequencies", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_table_adds_the_attack_that_needs_one()
    {
        Assert.DoesNotContain("tag-tab(k=4,first=0)", RunRequests.Select([], hasReference: true, hasFrequencies: true));
        Assert.Contains("tag-tab(k=4,first=0)", RunRequests.Select([], hasReference: false, hasWordFrequencies: true));
        var error = Assert.Throws<ConfigurationException>(() => RunRequests.Select(["tag-tab"], hasReference: true));
        Assert.Contains("--word-frequencies", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("info-rmia")]
    [InlineData("neighbourhood-reference(n=3)")]
    public void Attacks_on_both_models_together_run_only_when_named_and_need_a_reference(string attack)
    {
        Assert.DoesNotContain(RunRequests.Select([], hasReference: true), id => id.StartsWith(attack[..9], StringComparison.Ordinal));
        Assert.Contains("--reference", Assert.Throws<ConfigurationException>(() => RunRequests.Select([attack], hasReference: false)).Message, StringComparison.Ordinal);
        Assert.Single(RunRequests.Select([attack], hasReference: true));
    }

    [Fact]
    public void Combinations_run_on_the_passes_of_the_attacks_that_they_combine()
    {
        Assert.Equal(["target/plain"], RunRequests.Of(SettingsOf("camia", "combined")).ByModel.SelectMany(model => model.Requests).Select(request => request.Name));
        Assert.Equal(["target/plain", "reference/plain"], RunRequests.Of(SettingsOf("combined-reference")).ByModel.SelectMany(model => model.Requests).Select(request => request.Name));
        Assert.DoesNotContain("combined-reference", RunRequests.Select([], hasReference: false));
        Assert.Contains("combined-reference", RunRequests.Select([], hasReference: true));
    }

    [Fact]
    public void Parameters_are_spelled_out() =>
        Assert.Equal(["min-k(k=0.2)", "zlib"], RunRequests.Select(["min-k,zlib"], hasReference: false));

    private static RunSettings SettingsOf(params string[] attacks) => new() { Model = "m", Corpora = [], Attacks = attacks };
}

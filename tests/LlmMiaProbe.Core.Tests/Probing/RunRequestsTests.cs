using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Shadows;

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
        Assert.DoesNotContain("reference-difference", Select([], hasReference: false));
        Assert.Contains("loss", Select([], hasReference: false));
        Assert.Contains("reference-difference", Select([], hasReference: true));
    }

    [Fact]
    public void An_attack_that_needs_a_reference_is_refused_without_one()
    {
        var error = Assert.Throws<ConfigurationException>(() => Select(["loss", "reference-ratio"], hasReference: false));
        Assert.Contains("reference-ratio", error.Message, StringComparison.Ordinal);
        Assert.Contains("--reference", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frequency_table_adds_the_attack_that_needs_one()
    {
        Assert.DoesNotContain("dc-pdd(a=0.01)", Select([], hasReference: true));
        Assert.Contains("dc-pdd(a=0.01)", Select([], hasReference: false, hasFrequencies: true));
        var error = Assert.Throws<ConfigurationException>(() => Select(["dc-pdd"], hasReference: true));
        Assert.Contains("--frequencies", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shadow_models_add_the_attacks_that_they_serve()
    {
        string[] online = ["lira(fixed-below=16)", "rmia(gamma=1)"];
        string[] offline = ["lira-offline(fixed-below=16)", "rmia-offline(gamma=1,a=0.3)", "z-score"];
        Assert.Empty(Select([], hasReference: true).Intersect([.. online, .. offline]));
        Assert.Equal(online.Concat(offline).Order(StringComparer.Ordinal), Select([], false, shadows: [Shadow(1, 0), Shadow(2, 5)]).Intersect([.. online, .. offline]));
        Assert.Equal(offline, Select([], false, shadows: [Shadow(1, 0)]).Intersect([.. online, .. offline]));
    }

    [Theory]
    [InlineData("z-score", false, "z-score compares with shadow models: add --shadows MANIFEST.json, or leave it out.")]
    [InlineData("rmia", true, "rmia compares with shadow models that were trained on the document, and trained_on is empty for all of --shadows")]
    public void An_attack_that_needs_other_shadow_models_is_refused(string attack, bool hasShadows, string expected) => Assert.Contains(
        expected, Assert.Throws<ConfigurationException>(() => Select([attack], true, shadows: hasShadows ? [Shadow(1, 0)] : [])).Message, StringComparison.Ordinal);

    [Fact]
    public void Shadow_models_that_are_not_imported_are_asked_last_in_the_order_of_the_manifest()
    {
        var settings = SettingsOf("lira", "reference-difference") with { Shadows = [.. Enumerable.Range(1, 11).Select(number => Shadow(number, 1, number == 3 ? "c" : null))] };
        var byModel = RunRequests.Of(settings).ByModel;
        Assert.Equal(["target", "reference", "shadow-1", "shadow-2", .. Enumerable.Range(4, 8).Select(number => $"shadow-{number}")], byModel.Select(model => model.Role.Name));
        Assert.Equal("shadow-11/plain", byModel[^1].Requests.Single().Name);
    }

    [Fact]
    public void A_word_table_adds_the_attack_that_needs_one()
    {
        Assert.DoesNotContain("tag-tab(k=4,first=0)", Select([], hasReference: true, hasFrequencies: true));
        Assert.Contains("tag-tab(k=4,first=0)", Select([], hasReference: false, hasWordFrequencies: true));
        var error = Assert.Throws<ConfigurationException>(() => Select(["tag-tab"], hasReference: true));
        Assert.Contains("--word-frequencies", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("info-rmia")]
    [InlineData("neighbourhood-reference(n=3)")]
    public void Attacks_on_both_models_together_run_only_when_named_and_need_a_reference(string attack)
    {
        Assert.DoesNotContain(Select([], hasReference: true), id => id.StartsWith(attack[..9], StringComparison.Ordinal));
        Assert.Contains("--reference", Assert.Throws<ConfigurationException>(() => Select([attack], hasReference: false)).Message, StringComparison.Ordinal);
        Assert.Single(Select([attack], hasReference: true));
    }

    [Fact]
    public void Combinations_run_on_the_passes_of_the_attacks_that_they_combine()
    {
        Assert.Equal(["target/plain"], RunRequests.Of(SettingsOf("camia", "combined")).ByModel.SelectMany(model => model.Requests).Select(request => request.Name));
        Assert.Equal(["target/plain", "reference/plain"], RunRequests.Of(SettingsOf("combined-reference")).ByModel.SelectMany(model => model.Requests).Select(request => request.Name));
        Assert.DoesNotContain("combined-reference", Select([], hasReference: false));
        Assert.Contains("combined-reference", Select([], hasReference: true));
    }

    [Fact]
    public void Parameters_are_spelled_out() =>
        Assert.Equal(["min-k(k=0.2)", "zlib"], Select(["min-k,zlib"], hasReference: false));

    private static ShadowModel Shadow(int number, int trainedOn, string? column = null) => new(number, $"s{number}", column, trainedOn);

    private static RunSettings SettingsOf(params string[] attacks) => new() { Model = "m", Corpora = [], Attacks = attacks };

    private static IReadOnlyList<string> Select(
        string[] asked, bool hasReference, bool hasFrequencies = false, bool hasWordFrequencies = false, IReadOnlyList<ShadowModel>? shadows = null) =>
        RunRequests.Select(asked, new RunSettings
        {
            Model = "target.gguf",
            Reference = hasReference ? "reference.gguf" : null,
            Frequencies = hasFrequencies ? "general.json" : null,
            WordFrequencies = hasWordFrequencies ? "words.json" : null,
            Shadows = shadows ?? [],
            Corpora = [],
            Attacks = [],
        });
}

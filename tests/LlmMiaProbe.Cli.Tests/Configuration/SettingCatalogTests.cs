using System.Reflection;
using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Tests.Configuration;

public sealed class SettingCatalogTests
{
    private static readonly string[] s_keys =
    [
        "Run:Model", "Run:Lora", "Run:Reference", "Run:Frequencies", "Run:WordFrequencies", "Run:Shadows", "Run:Corpus", "Run:Books", "Run:Members",
        "Run:NonMembers", "Run:Calibration", "Run:Mondrian", "Run:FalseDiscoveryRate", "Run:Shots", "Run:MemberShots", "Run:Attacks", "Run:Limit",
        "Run:Seed", "Run:Strict", "Run:Unreadable", "Run:FollowLinks", "Run:Split", "Run:Include", "Run:Delimiter", "Run:ChatTemplate", "Run:ChatUnit", "Run:TextField", "Run:LabelField", "Run:IdField", "Run:GroupField", "Run:KeepText", "Run:Resamples", "Extraction:PrefixTokens", "Extraction:SuffixTokens",
        "Extraction:Stride", "Extraction:Sample", "Extraction:Prior", "Extraction:Draws", "Extraction:Epsilon", "Decoding:Temperature",
        "Decoding:TopK", "Decoding:TopP", "Endpoint:Url", "Endpoint:Model", "Endpoint:Reference", "Endpoint:WindowTokenizer", "Endpoint:Connector",
        "Endpoint:ApiVersion", "Endpoint:Tokenizer", "Endpoint:ApiKeyVariable", "Endpoint:ApiKeyFile", "Endpoint:AzureSignIn",
        "Endpoint:AllowHttp", "Endpoint:Identity", "Endpoint:Price", "Endpoint:Concurrency", "Endpoint:MaxRequests", "Endpoint:MaxTokens", "Endpoint:Timeout", "Endpoint:Wait", "Store:Path", "Llama:NativeDirectory",
        "Llama:TrainingDirectory", "Llama:Numerics", "Llama:Bos", "Llama:ContextLength", "Llama:Threads", "Llama:WidenWeights", "Llama:GpuLayers",
        "Llama:MainGpu", "Llama:SplitMode", "Llama:AllowCpu", "Llama:Engine", "Gates:FailIf", "Output:Format", "Output:Quiet", "Output:Verbose",
    ];

    [Fact]
    public void Keys_and_options_are_unique_and_well_formed()
    {
        Assert.Equal(SettingCatalog.All.Count, SettingCatalog.All.Select(definition => definition.Key.ToUpperInvariant()).Distinct().Count());
        Assert.Equal(SettingCatalog.All.Count, SettingCatalog.All.Select(definition => definition.Option).Distinct().Count());
        Assert.All(SettingCatalog.All, definition => Assert.Matches("^[A-Z][A-Za-z]*:[A-Z][A-Za-z]*$", definition.Key));
        Assert.All(SettingCatalog.All, definition => Assert.Matches("^--[a-z]+(-[a-z]+)*$", definition.Option));
        Assert.All(SettingCatalog.All, definition => Assert.False(string.IsNullOrWhiteSpace(definition.Meaning)));
    }

    [Fact]
    public void Keys_are_those_that_files_and_environment_variables_of_users_hold() =>
        Assert.Equal(s_keys, SettingCatalog.All.Select(definition => definition.Key));

    [Fact]
    public void Every_property_of_a_section_is_declared_once_and_filled_by_its_setting()
    {
        Assert.Equal(SettingCatalog.All.Count, SettingCatalog.All.Select(definition => definition.Property).Distinct().Count());
        Assert.All(SettingCatalog.All, definition => Assert.Equal(definition.Name, definition.Property?.Name));
        Assert.All(SettingCatalog.All, definition => Assert.Equal(definition.Section + "Section", definition.Property?.DeclaringType?.Name));
    }

    [Fact]
    public void Every_setting_belongs_to_exactly_one_group() =>
        Assert.Equal(
            SettingCatalog.All.Select(definition => definition.Key).Order(StringComparer.Ordinal),
            SettingGroup.All.SelectMany(group => group.Settings).Select(definition => definition.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void The_names_in_a_group_are_unique_so_that_a_name_picks_one() =>
        Assert.All(SettingGroup.All, group => Assert.Equal(group.Settings.Count, group.Settings.Select(setting => setting.Name).Distinct().Count()));

    [Fact]
    public void A_group_gives_a_part_and_the_rest_and_refuses_a_name_that_it_has_not()
    {
        var (first, all) = (SettingGroup.Models.Settings[0], SettingGroup.Models.Settings);

        Assert.Equal([first], SettingGroup.Models.Only(first.Name).Settings);
        Assert.Equal(all.Skip(1), SettingGroup.Models.Without(first.Name).Settings);
        Assert.Throws<InvalidOperationException>(() => SettingGroup.Models.Only(nameof(RunSection.Seed)));
    }

    [Fact]
    public void Every_property_that_cannot_be_null_has_a_default_or_is_a_list()
    {
        var nullability = new NullabilityInfoContext();

        Assert.All(
            SettingCatalog.All.Where(setting => setting.Property is { } property && nullability.Create(property).WriteState == NullabilityState.NotNull),
            setting => Assert.True(setting.Default is not null || setting.Type == SettingType.TextList, setting.Key));
    }

    [Fact]
    public void Every_default_is_a_value_that_the_setting_allows()
    {
        Assert.All(
            SettingCatalog.All.Where(definition => definition.Default is not null),
            definition => Assert.NotNull(SettingText.Parse(definition, definition.Default ?? "")));
    }

    [Fact]
    public void Every_switch_and_choice_has_a_default()
    {
        Assert.All(
            SettingCatalog.All.Where(definition => definition.Type is SettingType.Switch or SettingType.Choice),
            definition => Assert.NotNull(definition.Default));
    }
}

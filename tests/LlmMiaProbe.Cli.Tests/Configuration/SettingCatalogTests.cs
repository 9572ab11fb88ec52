using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Tests.Configuration;

public sealed class SettingCatalogTests
{
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
    public void Every_key_has_exactly_one_definition()
    {
        var keys = typeof(SettingKey).GetFields().Select(field => (string?)field.GetRawConstantValue());

        Assert.Equal(keys, SettingCatalog.All.Select(definition => definition.Key));
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

using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Tests.Configuration;

public sealed class SettingsFileTests : IDisposable
{
    private readonly SettingsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed()
    {
        _scene.AppSettings("\uFEFF// first\n{ /* here */ \"Run\": { \"Seed\": 6, // six\n \"Corpus\": [\"ä.jsonl\",], }, }");

        Assert.Equal(6, _scene.Read().Run.Seed);
        Assert.Equal(["ä.jsonl"], _scene.Read().Run.Corpus);
        Assert.Equal("appsettings.json:2", _scene.OriginOf(SettingKey.Seed));
        Assert.Equal("appsettings.json:3", _scene.OriginOf(SettingKey.Corpus));
    }

    [Theory]
    [InlineData("{\n  \"Run\": {\n    \"Seed\" 1\n  }\n}", 3)]
    [InlineData("{\n  \"Run\": {\n    \"Seed\": 1\n", 4)]
    [InlineData("", 1)]
    public void Malformed_json_is_refused_with_file_and_line(string json, int line)
    {
        var error = Assert.Single(_scene.ConfigFile(json).Errors());

        Assert.StartsWith($"extra.json:{line}: this is not JSON: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_at_the_root_is_refused()
    {
        Assert.Equal(["""extra.json: expected sections in braces, such as { "Run": { "Seed": 1 } }"""], _scene.ConfigFile("[1]").Errors());
    }

    [Fact]
    public void A_setting_given_twice_is_refused_with_the_second_line()
    {
        _scene.ConfigFile("{ \"Run\": { \"Seed\": 1 },\n \"run\": { \"Limit\": 2,\n \"seed\": 3 } }");

        Assert.Equal(["extra.json:3: 'run:seed' is given twice; keep one"], _scene.Errors());
    }

    [Fact]
    public void A_missing_config_file_is_refused()
    {
        Assert.Equal(
            ["option --config: 'nowhere.json' does not exist; name a JSON file of settings"],
            _scene.NameConfigFile("nowhere.json").Errors());
    }

    [Fact]
    public void The_file_in_the_current_directory_is_read_and_the_one_beside_the_program_is_not()
    {
        _scene.AppSettings("""{ "Run": { "Seed": 1 } }""").BesideProgram("""{ "Run": { "Seed": 2, "Limit": 3 } }""");

        var settings = _scene.Read();

        Assert.Equal((1, null), (settings.Run.Seed, settings.Run.Limit));
        Assert.Equal(Path.Combine(_scene.CurrentDirectory, "appsettings.json"), settings.AppSettingsPath);
    }

    [Fact]
    public void Another_programs_file_in_the_current_directory_is_passed_over()
    {
        _scene.AppSettings("""{ "Logging": { "LogLevel": { "Default": "Warning" } } }""").BesideProgram("""{ "Run": { "Seed": 2 } }""");

        var settings = _scene.Read();
        var path = Path.Combine(_scene.ProgramDirectory, "appsettings.json");

        Assert.Equal((2, path), (settings.Run.Seed, settings.AppSettingsPath));
        Assert.Equal(path + ":1", _scene.OriginOf(SettingKey.Seed));
    }

    [Fact]
    public void A_malformed_file_in_the_current_directory_is_not_passed_over()
    {
        _scene.AppSettings("{").BesideProgram("""{ "Run": { "Seed": 2 } }""");

        Assert.StartsWith("appsettings.json:1: ", Assert.Single(_scene.Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_that_comes_with_the_program_is_valid_and_states_the_defaults()
    {
        var defaults = _scene.Read();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Path.Combine(_scene.ProgramDirectory, "appsettings.json"));

        var shipped = _scene.Read();

        Assert.Equal(defaults.Effective.Select(setting => setting.Value), shipped.Effective.Select(setting => setting.Value));
        Assert.Contains(shipped.Effective, setting => setting.Origin.Kind == OriginKind.AppSettings);
    }
}

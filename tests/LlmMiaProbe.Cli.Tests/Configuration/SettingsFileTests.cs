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
        Assert.Equal(_scene.UserFile + ":2", _scene.OriginOf("Run:Seed"));
        Assert.Equal(_scene.UserFile + ":3", _scene.OriginOf("Run:Corpus"));
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
    public void The_users_file_is_stronger_than_the_programs_setting_by_setting()
    {
        _scene.AppSettings("""{ "Run": { "Seed": 1 } }""").BesideProgram("""{ "Run": { "Seed": 2, "Limit": 3 } }""");

        var settings = _scene.Read();

        Assert.Equal((1, 3), (settings.Run.Seed, settings.Run.Limit));
        Assert.Equal((_scene.UserFile, Path.Combine(_scene.ProgramDirectory, "appsettings.json")), (settings.UserFilePath, settings.ProgramFilePath));
        Assert.Equal(_scene.UserFile + ":1", _scene.OriginOf("Run:Seed"));
    }

    [Theory]
    [InlineData("""{ "Run": { "Seed": 1 }, "Endpoint": { "Url": "http://127.0.0.1:1/v1" } }""")]
    [InlineData("{")]
    public void A_file_in_the_current_folder_is_never_a_source(string json)
    {
        _scene.InCurrentDirectory(json);

        Assert.Empty(_scene.Errors());
        Assert.All(_scene.Read().Effective, setting => Assert.Equal(SettingOrigin.Default, setting.Origin));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("config")]
    public void Where_the_system_names_no_absolute_folder_there_is_no_file_of_the_user(string folder) => Assert.Null(SettingsSources.UserFileIn(folder));

    [Fact]
    public void A_folder_of_native_libraries_that_is_not_typed_must_not_depend_on_the_current_folder()
    {
        const string error = ": 'lib' is not allowed for Llama:NativeDirectory; expected an absolute path, because a relative one would let the current folder choose";
        _scene.AppSettings("""{ "Llama": { "NativeDirectory": "lib" } }""");
        Assert.Equal([_scene.UserFile + ":1" + error], _scene.Errors());

        _scene.Variable("Llama__NativeDirectory", "lib");
        Assert.Equal(["environment variable MIAPROBE__Llama__NativeDirectory" + error], _scene.Errors());

        Assert.Equal("lib", _scene.Option("Llama:NativeDirectory", "lib").Read().Llama.NativeDirectory);
    }

    [Fact]
    public void The_file_that_comes_with_the_program_is_valid_and_states_the_defaults()
    {
        var defaults = _scene.Read();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Path.Combine(_scene.ProgramDirectory, "appsettings.json"));

        var shipped = _scene.Read();

        Assert.Equal(defaults.Effective.Select(setting => setting.Value), shipped.Effective.Select(setting => setting.Value));
        Assert.Contains(shipped.Effective, setting => setting.Origin.Kind == OriginKind.ProgramFile);
    }
}

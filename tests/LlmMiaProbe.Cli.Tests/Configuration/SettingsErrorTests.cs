using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Tests.Configuration;

public sealed class SettingsErrorTests : IDisposable
{
    private readonly SettingsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("Run:Resamples", "99", "a whole number from 100 to 100000", "--resamples")]
    [InlineData("Run:Resamples", "100001", "a whole number from 100 to 100000", "--resamples")]
    [InlineData("Run:Seed", "-1", "a whole number from 0 to 2147483647", "--seed")]
    [InlineData("Run:Seed", "2147483648", "a whole number from 0 to 2147483647", "--seed")]
    [InlineData("Run:Seed", "1.5", "a whole number from 0 to 2147483647", "--seed")]
    [InlineData("Run:Seed", "NaN", "a whole number from 0 to 2147483647", "--seed")]
    [InlineData("Run:Limit", "0", "a whole number from 1 to 2147483647", "--limit")]
    [InlineData("Llama:ContextLength", "15", "a whole number from 16 to 1048576", "--context-length")]
    [InlineData("Llama:Threads", "9", "a whole number from 1 to 8", "--threads")]
    [InlineData("Llama:GpuLayers", "-2", "a whole number from -1 to 10000", "--gpu-layers")]
    [InlineData("Run:Strict", "yes", "true or false", "--strict")]
    [InlineData("Llama:Bos", "sometimes", "one of auto, always, never", "--bos")]
    [InlineData("Llama:Bos", "1", "one of auto, always, never", "--bos")]
    [InlineData("Llama:Numerics", "fastest", "one of exact, fast", "--numerics")]
    public void A_value_that_is_not_allowed_is_refused_with_what_is(string key, string text, string allowed, string option)
    {
        _scene.Option(key, text);

        Assert.Equal([$"option {option}: '{text}' is not allowed for {key}; expected {allowed}"], _scene.Errors());
    }

    [Theory]
    [InlineData("Run:Resamples", "100")]
    [InlineData("Run:Resamples", "100000")]
    [InlineData("Llama:ContextLength", "16")]
    [InlineData("Llama:ContextLength", "1048576")]
    [InlineData("Llama:Threads", "8")]
    [InlineData("Llama:GpuLayers", "-1")]
    [InlineData("Llama:GpuLayers", "10000")]
    [InlineData("Run:Seed", "2147483647")]
    public void The_ends_of_a_range_are_allowed(string key, string text)
    {
        Assert.Equal(text, _scene.Option(key, text).Effective(key).Value);
    }

    [Theory]
    [InlineData("""{ "Lama": { "Threads": 1 } }""", "extra.json:1: unknown setting 'Lama:Threads'; did you mean 'Llama:Threads'?")]
    [InlineData("""{ "Run": { "Threads": 1 } }""", "extra.json:1: unknown setting 'Run:Threads'; did you mean 'Llama:Threads'?")]
    [InlineData("""{ "Run": {}, "Seed": 1 }""", "extra.json:1: unknown setting 'Seed'; did you mean 'Run:Seed'?")]
    [InlineData("""{ "Run": { "Corpora": ["a", "b"] } }""", "extra.json:1: unknown setting 'Run:Corpora'; did you mean 'Run:Corpus'?")]
    [InlineData("""{ "Store": { "Whatever": 1 } }""", "extra.json:1: unknown setting 'Store:Whatever'; the settings of Store are Path")]
    [InlineData(
        """{ "Run": {}, "Logging": { "LogLevel": { "Default": "x", "Other": "y" } } }""",
        "extra.json:1: unknown setting 'Logging:LogLevel'; the sections are Run, Extraction, Decoding, Endpoint, Store, Llama, Gates, Output")]
    public void An_unknown_key_is_refused_with_the_one_that_was_probably_meant(string json, string error)
    {
        Assert.Equal([error], _scene.ConfigFile(json).Errors());
    }

    [Fact]
    public void An_unknown_environment_variable_is_refused_by_its_full_name()
    {
        _scene.Variable("Run__Sed", "1");

        Assert.Equal(["environment variable MIAPROBE__Run__Sed: unknown setting 'Run:Sed'; did you mean 'Run:Seed'?"], _scene.Errors());
    }

    [Theory]
    [InlineData("""{ "Run": { "Seed": [1, 2] } }""", "Run:Seed holds more than one value; expected a whole number from 0 to 2147483647")]
    [InlineData("""{ "Run": { "Model": { "Path": "x" } } }""", "Run:Model holds more than one value; expected a text")]
    [InlineData("""{ "Run": { "Corpus": [{ "Path": "x" }] } }""", "Run:Corpus holds more than one value; expected a list of texts")]
    [InlineData("""{ "Run": 5 }""", "Run is a section, not a value; its settings are Model, Lora, Reference, Frequencies, WordFrequencies, Shadows, Corpus, Books, Members, NonMembers, Calibration, Mondrian, FalseDiscoveryRate, Shots, MemberShots, Attacks, Limit, Seed, Strict, Unreadable, FollowLinks, Split, Include, Delimiter, ChatTemplate, ChatUnit, TextField, LabelField, IdField, GroupField, KeepText, Resamples")]
    public void A_value_of_the_wrong_shape_is_refused(string json, string error)
    {
        Assert.Equal([_scene.UserFile + ":1: " + error], _scene.AppSettings(json).Errors());
    }

    [Fact]
    public void A_list_given_in_two_ways_at_once_is_refused()
    {
        _scene.Variable("Run__Corpus", "a").Variable("Run__Corpus__0", "b");

        Assert.Equal(
            ["environment variable MIAPROBE__Run__Corpus: Run:Corpus is given both as one text and as single elements; keep one"],
            _scene.Errors());
    }

    [Fact]
    public void All_errors_of_all_layers_are_told_at_once_one_a_line()
    {
        _scene.AppSettings("{\n  \"Lama\": { \"Threads\": 1 },\n  \"Run\": { \"Limit\": \"many\" }\n}");
        _scene.ConfigFile("""{ "Run": { "Seed": "x" } }""").Variable("Llama__Boss", "auto").Option("Run:Resamples", "7");

        var lines = Assert.Throws<ConfigurationException>(_scene.Read).Message.Split('\n');

        Assert.Equal(5, lines.Length);
        Assert.Contains(_scene.UserFile + ":2: unknown setting 'Lama:Threads'; did you mean 'Llama:Threads'?", lines);
        Assert.Contains(_scene.UserFile + ":3: 'many' is not allowed for Run:Limit; expected a whole number from 1 to 2147483647", lines);
        Assert.Contains("extra.json:1: 'x' is not allowed for Run:Seed; expected a whole number from 0 to 2147483647", lines);
        Assert.Contains(lines, line => line.EndsWith("unknown setting 'Llama:Boss'; did you mean 'Llama:Bos'?", StringComparison.Ordinal));
        Assert.Contains("option --resamples: '7' is not allowed for Run:Resamples; expected a whole number from 100 to 100000", lines);
    }

    [Fact]
    public void A_wrong_value_that_a_stronger_layer_overrides_does_no_harm()
    {
        _scene.AppSettings("""{ "Llama": { "Threads": 64 } }""").Option("Llama:Threads", "2");

        Assert.Equal(2, _scene.Read().Llama.Threads);
    }

    [Fact]
    public void Wrong_settings_leave_defaults_for_commands_that_must_work_anyway()
    {
        var reading = _scene.Option("Run:Resamples", "7").Inspect();

        Assert.Single(reading.Errors);
        Assert.Equal(1000, reading.Settings.Run.Resamples);
    }
}

using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Cli.Tests.Configuration;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly SettingsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Without_any_source_every_setting_has_its_default()
    {
        var settings = _scene.Read();

        Assert.Null(settings.Run.Model);
        Assert.Empty(settings.Run.Attacks);
        Assert.Null(settings.Run.Limit);
        Assert.Equal(0, settings.Run.Seed);
        Assert.False(settings.Run.Strict);
        Assert.True(settings.Run.KeepText);
        Assert.Equal(1000, settings.Run.Resamples);
        Assert.Equal("mia-probe.db", settings.StorePath);
        Assert.Null(settings.Llama.NativeDirectory);
        Assert.Equal(NumericPolicy.Exact, settings.Llama.Numerics);
        Assert.Equal(BosPolicy.Auto, settings.Llama.Bos);
        Assert.Null(settings.Llama.ContextLength);
        Assert.Null(settings.Llama.Threads);
        Assert.Equal(0, settings.Llama.GpuLayers);
        Assert.Equal(new OutputSection { Format = OutputFormat.Table, Quiet = false, Verbose = false }, settings.Output);
        Assert.All(settings.Effective, setting => Assert.Equal("default", setting.Origin.ToString()));
        Assert.Null(settings.UserFilePath);
        Assert.Null(settings.ProgramFilePath);
    }

    [Fact]
    public void Each_layer_overrides_the_next_and_is_named_as_the_origin()
    {
        _scene.BesideProgram("""{ "Run": { "Seed": 9 } }""");
        Assert.Equal((9, Path.Combine(_scene.ProgramDirectory, "appsettings.json:1")), (_scene.Read().Run.Seed, _scene.OriginOf("Run:Seed")));

        _scene.AppSettings("""{ "Run": { "Seed": 1 } }""");
        Assert.Equal((1, _scene.UserFile + ":1"), (_scene.Read().Run.Seed, _scene.OriginOf("Run:Seed")));

        _scene.ConfigFile("{\n\"Run\": {\n\"Seed\": 2\n}\n}");
        Assert.Equal((2, "extra.json:3"), (_scene.Read().Run.Seed, _scene.OriginOf("Run:Seed")));

        _scene.Variable("Run__Seed", "3");
        Assert.Equal((3, "environment variable MIAPROBE__Run__Seed"), (_scene.Read().Run.Seed, _scene.OriginOf("Run:Seed")));

        _scene.Option("Run:Seed", "4");
        Assert.Equal((4, "option --seed"), (_scene.Read().Run.Seed, _scene.OriginOf("Run:Seed")));
    }

    [Fact]
    public void A_switch_that_is_on_in_one_layer_can_be_switched_off_in_every_higher_one()
    {
        _scene.AppSettings("""{ "Run": { "Strict": true } }""");
        Assert.True(_scene.Read().Run.Strict);

        _scene.ConfigFile("""{ "Run": { "Strict": false } }""");
        Assert.False(_scene.Read().Run.Strict);

        _scene.Variable("Run__Strict", "TRUE");
        Assert.True(_scene.Read().Run.Strict);

        _scene.Option("Run:Strict", "false");
        Assert.False(_scene.Read().Run.Strict);
    }

    [Fact]
    public void A_layer_that_does_not_mention_a_setting_leaves_it_alone()
    {
        _scene.AppSettings("""{ "Llama": { "Numerics": "fast", "Bos": "never" } }""").ConfigFile("""{ "Llama": { "Bos": "Always" } }""");

        Assert.Equal((NumericPolicy.Fast, BosPolicy.Always), (_scene.Read().Llama.Numerics, _scene.Read().Llama.Bos));
        Assert.Equal("always", _scene.Effective("Llama:Bos").Value);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void An_empty_value_takes_back_what_a_weaker_layer_says(string nothing)
    {
        _scene.AppSettings("""{ "Run": { "Reference": "base.gguf", "Resamples": 500 } }""");
        _scene.ConfigFile($$"""{ "Run": { "Reference": {{nothing}}, "Resamples": {{nothing}} } }""");

        Assert.Null(_scene.Read().Run.Reference);
        Assert.Equal(1000, _scene.Read().Run.Resamples);
        Assert.Equal("extra.json:1", _scene.OriginOf("Run:Reference"));
    }

    [Fact]
    public void Keys_are_found_whatever_their_case()
    {
        _scene.AppSettings("""{ "run": { "SEED": 5 } }""").Variable("LLAMA__GPULAYERS", "-1");

        Assert.Equal((5, -1), (_scene.Read().Run.Seed, _scene.Read().Llama.GpuLayers));
    }

    [Fact]
    public void Lists_come_from_arrays_from_comma_separated_text_and_from_repeated_options()
    {
        _scene.AppSettings("""{ "Run": { "Corpus": ["a, b.jsonl", "c.jsonl"], "Attacks": "loss, min-k(k=0.2,m=1) , zlib," } }""");
        Assert.Equal(["a, b.jsonl", "c.jsonl"], _scene.Read().Run.Corpus);
        Assert.Equal(["loss", "min-k(k=0.2,m=1)", "zlib"], _scene.Read().Run.Attacks);

        _scene.Variable("Run__Corpus", "d.jsonl,e.jsonl").Variable("Run__Members__0", "f,g.jsonl");
        Assert.Equal(["d.jsonl", "e.jsonl"], _scene.Read().Run.Corpus);
        Assert.Equal(["f,g.jsonl"], _scene.Read().Run.Members);
        Assert.Equal("environment variable MIAPROBE__Run__Members__0", _scene.OriginOf("Run:Members"));

        _scene.Option("Run:Corpus", ["h.jsonl"]).Option("Run:Attacks", ["wbc,loss", "zlib"]);
        Assert.Equal(["h.jsonl"], _scene.Read().Run.Corpus);
        Assert.Equal(["wbc", "loss", "zlib"], _scene.Read().Run.Attacks);
        Assert.Equal("option --attacks", _scene.OriginOf("Run:Attacks"));
        Assert.Equal("wbc, loss, zlib", _scene.Effective("Run:Attacks").Value);
    }

    [Fact]
    public void A_list_keeps_the_order_of_more_than_ten_elements()
    {
        var paths = Enumerable.Range(1, 12).Select(number => $"{number}.jsonl").ToArray();

        Assert.Equal(paths, _scene.Option("Run:Corpus", paths).Read().Run.Corpus);
    }

    [Fact]
    public void A_shorter_list_replaces_a_longer_one_whole_and_an_empty_one_too()
    {
        _scene.AppSettings("""{ "Run": { "Corpus": ["a", "b", "c"], "Members": ["m"] } }""");
        _scene.ConfigFile("""{ "Run": { "Corpus": ["z"], "Members": [] } }""");

        Assert.Equal(["z"], _scene.Read().Run.Corpus);
        Assert.Empty(_scene.Read().Run.Members);
    }

    [Fact]
    public void Unset_settings_tell_what_that_means()
    {
        var attacks = _scene.Effective("Run:Attacks");

        Assert.Null(attacks.Value);
        Assert.Equal("(all that the evidence allows)", attacks.Shown);
    }

    [Fact]
    public void Secrets_are_masked_and_never_quoted_in_errors()
    {
        _scene.Definitions = [.. _scene.Definitions, new("Llama:ApiKey", SettingType.Text, "key") { IsSecret = true }];
        _scene.Variable("Llama__ApiKey", "s3cret");
        Assert.Equal("********", _scene.Effective("Llama:ApiKey").Value);
        Assert.Equal("s3cret", _scene.Inspect().Values["Llama:ApiKey"]);

        _scene.Definitions = [.. _scene.Definitions.SkipLast(1), new("Llama:ApiKey", SettingType.Integer, "key") { IsSecret = true }];
        Assert.DoesNotContain("s3cret", Assert.Single(_scene.Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_read_and_written_invariantly()
    {
        _scene.Definitions = [.. _scene.Definitions, new("Run:Level", SettingType.Number, "level") { Minimum = 0, Maximum = 1, Default = "0.1" }];
        Assert.Equal(0.1, _scene.Inspect().Values["Run:Level"]);

        _scene.AppSettings("""{ "Run": { "Level": 2.5e-1 } }""");
        Assert.Equal(("0.25", (double?)0.25), (_scene.Effective("Run:Level").Value, _scene.Inspect().Values["Run:Level"] as double?));

        _scene.Option("Run:Level", "1,5");
        Assert.Equal(["option Run:Level: '1,5' is not allowed for Run:Level; expected a number from 0 to 1"], _scene.Errors());
    }
}

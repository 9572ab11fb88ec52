using LlmMiaProbe.Models;
using LlmMiaProbe.Shadows;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Models;

public sealed class LoraAdapterTests
{
    [Theory]
    [InlineData("a.gguf", "a.gguf", 1f)]
    [InlineData("a.gguf:0.5", "a.gguf", 0.5f)]
    [InlineData("a.gguf:-1", "a.gguf", -1f)]
    [InlineData("a.gguf:1e-1", "a.gguf", 0.1f)]
    [InlineData("c:/a.gguf", "c:/a.gguf", 1f)]
    [InlineData("a:b.gguf:2", "a:b.gguf", 2f)]
    public void A_scale_stands_behind_the_last_colon(string text, string file, float scale)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(new LoraAdapter(Path.GetFullPath(file, folder.Path), scale), LoraAdapter.Parse("--lora", text, folder.Path));
    }

    [Theory]
    [InlineData("a.gguf:", "has the scale ''")]
    [InlineData("a.gguf:half", "has the scale 'half'")]
    [InlineData("a.gguf:0,5", "has the scale '0,5'")]
    [InlineData("a.gguf:0", "has the scale '0'")]
    [InlineData("a.gguf:NaN", "has the scale 'NaN'")]
    [InlineData("a.gguf:1e400", "has the scale '1e400'")]
    [InlineData("a.gguf:1e-60", "has the scale '1e-60'")]
    [InlineData(":2", "names no file")]
    [InlineData("", "names no file")]
    [InlineData("a\0b.gguf", "holds a zero byte")]
    public void Other_words_are_refused(string text, string reason)
    {
        var error = Assert.Throws<ConfigurationException>(() => LoraAdapter.Parse("--lora", text, "/"));
        Assert.StartsWith("--lora ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_name_ends_like_a_scale_is_that_file_unless_both_are_there()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.gguf:2", "");
        Assert.Equal(new LoraAdapter(Path.Combine(folder.Path, "a.gguf:2")), LoraAdapter.Parse("--lora", "a.gguf:2", folder.Path));
        folder.Write("a.gguf", "");
        Assert.Contains("both are there", Assert.Throws<ConfigurationException>(() => LoraAdapter.Parse("--lora", "a.gguf:2", folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_adapter_twice_is_refused_through_a_link_too()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.gguf", "");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "b.gguf"), Path.Combine(folder.Path, "a.gguf"));
        LoraAdapter[] adapters = [new(Path.Combine(folder.Path, "a.gguf")), new(Path.Combine(folder.Path, "b.gguf"), 2)];
        Assert.Contains("names a.gguf twice", Assert.Throws<ConfigurationException>(() => LoraAdapter.RequireDistinct("--lora", adapters)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_of_a_model_with_adapters_is_the_documented_hash()
    {
        var bare = new ModelFingerprint(new string('a', 64));
        AppliedAdapter[] adapters = [new("x", new string('b', 64), 0.5f), new("y", new string('c', 64), 1)];
        using var hash = new FramedHash("model with adapters/1");
        hash.Add(bare.Value).Add(adapters[0].Sha256).AddReal(0.5).Add(adapters[1].Sha256).AddReal(1);
        Assert.Equal(hash.FinishHex(), bare.WithAdapters(adapters).Value);
        Assert.Equal(bare, bare.WithAdapters([]));
        Assert.NotEqual(bare.WithAdapters(adapters), bare.WithAdapters([.. adapters.Reverse()]));
    }

    [Fact]
    public void A_manifest_of_shadows_names_adapters()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "base.gguf", "a.gguf", "b.gguf" })
        {
            folder.Write(name, "");
        }

        folder.Write("m.json", """
            {"shadows": [{"model": "base.gguf", "lora": ["a.gguf:0.5"], "trained_on": ["x"]}, {"model": "base.gguf", "lora": ["b.gguf"], "trained_on": []}]}
            """);
        var models = ShadowManifest.Read(Path.Combine(folder.Path, "m.json")).Models;
        Assert.Equal(["base.gguf + a.gguf:0.5", "base.gguf + b.gguf"], models.Select(model => model.Name));
        Assert.Equal(models, ShadowManifest.Read(Path.Combine(folder.Path, "m.json")).Models);
        Assert.NotEqual(models[0], models[0] with { Lora = [] });
    }

    [Theory]
    [InlineData("""{"model": "base.gguf", "lora": ["none.gguf"], "trained_on": []}""", "none.gguf does not exist")]
    [InlineData("""{"model": "base.gguf", "lora": ["a.gguf:x"], "trained_on": []}""", "has the scale 'x'")]
    [InlineData("""{"model": "base.gguf", "lora": [7], "trained_on": []}""", "has under lora what is no text")]
    [InlineData("""{"model": "base.gguf", "lora": "a.gguf", "trained_on": []}""", "has no list lora")]
    [InlineData("""{"model": "base.gguf", "lora": ["a.gguf", "./a.gguf:2"], "trained_on": []}""", "names a.gguf twice")]
    [InlineData("""{"scores": "base.gguf", "column": "c", "lora": ["a.gguf"], "trained_on": []}""", "beside a table of scores")]
    public void Wrong_adapters_in_a_manifest_are_named(string entry, string reason)
    {
        using var folder = new TemporaryFolder();
        folder.Write("base.gguf", "");
        folder.Write("a.gguf", "");
        folder.Write("m.json", $$"""{"shadows": [{{entry}}]}""");
        Assert.Contains(reason, Assert.ThrowsAny<ProbeException>(() => ShadowManifest.Read(Path.Combine(folder.Path, "m.json"))).Message, StringComparison.Ordinal);
    }
}

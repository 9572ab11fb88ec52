using System.Text.Json;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class ExchangeabilityTests : IDisposable
{
    private static readonly string[] Texts = [.. new[] { "The cat sat.", "A dog ran off.", "It rains.", "We went home.", "She sang.", "He read a book.", "They left.", "Birds fly." }.SelectMany(text => new[] { text, text[..^1] + " again." })];

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Orders_are_planned_scored_once_and_reported()
    {
        var plan = (await TestAsync("--permutations", "8", "--dry-run", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal((16, 2, 9, 2), (plan.GetProperty("documents").GetInt32(), plan.GetProperty("shards").GetInt32(), plan.GetProperty("orders").GetInt32(), plan.GetProperty("sharingShards").GetInt32()));
        Assert.False(File.Exists(_scene.Store));

        var first = (await TestAsync("--permutations", "8", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(plan.GetProperty("tokensToDecode").GetInt64(), first.GetProperty("tokensDecoded").GetInt64());
        Assert.InRange(first.GetProperty("pValue").GetDouble(), 1e-4, 1);
        var again = (await TestAsync("--permutations", "8", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(0, again.GetProperty("tokensDecoded").GetInt64());
        Assert.All(new[] { "pValue", "tPValue", "meanDifference", "statement" }, name => Assert.Equal(first.GetProperty(name).ToString(), again.GetProperty(name).ToString()));

        var shown = (await TestAsync("--permutations", "8")).AssertSucceeded().Output;
        Assert.Contains("exact, by rearrangement of orders", shown, StringComparison.Ordinal);
        Assert.Contains("published order of the 16 documents", string.Join(' ', shown.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("nothing was scored", (await TestAsync("--dry-run")).AssertSucceeded().Output, StringComparison.Ordinal);

        // Each is a run, listed and reported under its own question, with a command that makes it again whatever a file of settings says.
        var listed = (await _scene.RunAsync("runs", "list", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Json;
        Assert.All(listed.EnumerateArray(), run => Assert.Equal(("exchangeability", "finished", 16), (run.GetProperty("kind").GetString(), run.GetProperty("status").GetString(), run.GetProperty("scored").GetInt32())));
        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", _scene.PathOf("order.html"))).AssertSucceeded();
        var html = await File.ReadAllTextAsync(_scene.PathOf("order.html"));
        Assert.Contains("<section id=\"order\">", html, StringComparison.Ordinal);
        Assert.Contains($"<h1>{first.GetProperty("statement").GetString()?[..40]}", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<section id=\"extraction\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_of_a_settings_file_is_neither_opened_nor_named()
    {
        _scene.Write(ProbeScene.UserFile, """{ "Run": { "Reference": "/nowhere.gguf" } }""");
        (await TestAsync("--permutations", "8")).AssertSucceeded();
        var bundle = _scene.PathOf("evidence");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", bundle, "--store", _scene.Store)).AssertSucceeded();
        var verified = (await _scene.RunAsync("verify", bundle)).AssertSucceeded().Output;
        Assert.Contains("mia-probe exchangeability --model ", verified, StringComparison.Ordinal);
        Assert.DoesNotContain("--reference", verified, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--shards", "9", "use --shards 8 or fewer")]
    [InlineData("--shards", "none", "expected a whole number of at least 1")]
    [InlineData("--permutations", "0", "expected a whole number of at least 1")]
    [InlineData("--model", "absent.gguf", "absent.gguf")]
    public async Task Mistakes_are_told_before_a_store_is_made(string option, string value, string expected)
    {
        var failed = await _scene.RunAsync([.. Options().Except(option == "--model" ? ["--model", ProbeScene.Base] : option == "--shards" ? ["--shards", "2"] : []), option, value]);
        Assert.NotEqual(0, failed.ExitCode);
        Assert.Contains(expected, failed.Error, StringComparison.Ordinal);
        Assert.Empty(failed.Output);
        Assert.False(File.Exists(_scene.Store));
    }

    private Task<Outcome> TestAsync(params IReadOnlyList<string> more) => _scene.RunAsync([.. Options(), .. more]);

    private string[] Options() => ["exchangeability", "--model", ProbeScene.Base, "--threads", "1", "--store", _scene.Store, "--corpus", _scene.WriteCorpus(Texts), "--shards", "2"];
}

using System.Text.Json;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>A base and an adapter where people have no whole model.</summary>
public sealed class LoraTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    private static string Adapter { get; } = Path.Combine(CommandContext.LabFolder, "adapter.gguf");

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_bare_model_is_the_reference_and_its_evidence_serves_both()
    {
        var corpus = _scene.WriteCorpus("One text of a few words.", "Another text, as long as that.", "A third text stands here.", "And the fourth is the last.");
        (await RunAsync("--corpus", corpus, "--attacks", "loss")).AssertSucceeded();
        var tuned = (await RunAsync("--lora", $"{Adapter}:0.5", "--corpus", corpus, "--attacks", "loss,reference-difference,info-rmia")).AssertSucceeded();
        Assert.Contains("target     base.gguf + adapter.gguf:0.5 · llama · ", tuned.Output, StringComparison.Ordinal);
        Assert.Contains("\nreference  base.gguf · llama · ", tuned.Output, StringComparison.Ordinal);
        Assert.Contains("the model under test without its adapters", tuned.Output, StringComparison.Ordinal);
        Assert.Contains("and the LoRA adapter adapter.gguf:0.5 sha256 ", tuned.Output, StringComparison.Ordinal);

        // Only the tuned model and the pair were new.
        Assert.Contains("scoring reference  4/4 · 4 cached", tuned.Error, StringComparison.Ordinal);
        (await _scene.RunAsync("store", "check", "--store", _scene.Store)).AssertSucceeded();

        var again = (await RunAsync("--lora", $"{Adapter}:0.5", "--corpus", corpus, "--attacks", "loss,reference-difference,info-rmia")).AssertSucceeded();
        Assert.Contains("nothing was decoded", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was decoded", (await RunAsync("--lora", Adapter, "--corpus", corpus, "--attacks", "loss")).AssertSucceeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_is_verified_and_replayed_with_base_and_adapter()
    {
        var corpus = _scene.WriteCorpus("One text of a few words.", "Another text, as long as that.");
        (await RunAsync("--lora", Adapter, "--corpus", corpus, "--attacks", "loss,reference-difference")).AssertSucceeded();
        var folder = _scene.PathOf("evidence");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", folder, "--store", _scene.Store)).AssertSucceeded();
        (await _scene.RunAsync("verify", folder)).AssertSucceeded();
        (await ReplayAsync("--lora", Adapter)).AssertSucceeded();
        var other = await ReplayAsync("--lora", $"{Adapter}:0.5");
        Assert.Equal(5, other.ExitCode);
        Assert.Contains("base.gguf + adapter.gguf:0.5 has the fingerprint", other.Output + other.Error, StringComparison.Ordinal);

        Task<Outcome> ReplayAsync(params string[] args) =>
            _scene.RunAsync(["replay", folder, "--model", ProbeScene.Base, "--reference", ProbeScene.Base, "--threads", "1", "--sample", "2", .. args]);
    }

    [Fact]
    public async Task Other_commands_take_adapters_too()
    {
        var book = _scene.Write("book.txt", string.Join(' ', Enumerable.Range(0, 120).Select(i => $"word{i % 13} and")));
        var corpus = _scene.WriteCorpus([.. Enumerable.Range(0, 3).Select(i => string.Join(' ', Enumerable.Range(7 * i, 30).Select(j => $"word{j % 13} of")))]);
        const string name = "base.gguf + adapter.gguf:2 · ";
        string[] model = ["--model", ProbeScene.Base, "--lora", $"{Adapter}:2"];
        foreach (var command in (string[][])
        [
            ["run", "--corpus", corpus, "--attacks", "loss"],
            ["extract", "--book", book, "--stride", "300", "--prefix-tokens", "10", "--suffix-tokens", "5"],
            ["continue", "--book", book, "--seed-tokens", "10", "--max-tokens", "10"],
            ["secret", "My name is", "--samples", "3", "--max-tokens", "5"],
            ["exchangeability", "--corpus", corpus, "--shards", "1", "--permutations", "1"],
            ["canary", "test", Path.Combine(CommandContext.LabFolder, "canaries.json"), "--references", "2"],
            ["ask", "continue", "--corpus", corpus, "--given-words", "20", "--turns", "1", "--reply-tokens", "8"],
        ])
        {
            var outcome = (await _scene.RunAsync([.. command, .. model, "--threads", "1", "--store", _scene.Store])).AssertSucceeded();
            Assert.True(outcome.Output.Contains(name, StringComparison.Ordinal), $"{command[0]}: {outcome.Output}");
        }

        // What is stored keeps the name, also where no model is opened.
        foreach (var command in (string[][])[["rescore", "1"], ["resume", "1"], ["runs", "show", "1"]])
        {
            Assert.Contains(name, (await _scene.RunAsync([.. command, "--store", _scene.Store])).AssertSucceeded().Output, StringComparison.Ordinal);
        }

        var bundle = _scene.PathOf("evidence");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", bundle, "--store", _scene.Store)).AssertSucceeded();
        using var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(bundle, "run.json")));
        Assert.Contains("\"base.gguf + adapter.gguf:2\"", run.RootElement.GetRawText().Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);

        // A defence that asks the model again takes the one with the adapter alone.
        (await _scene.RunAsync(["simulate", "1", "topk=2", .. model, "--store", _scene.Store])).AssertSucceeded();
        var other = await _scene.RunAsync("simulate", "1", "topk=2", "--model", ProbeScene.Base, "--lora", Adapter, "--store", _scene.Store);
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("--model base.gguf + adapter.gguf is not the model of run 1", other.Error, StringComparison.Ordinal);

        Assert.Contains("base.gguf + adapter.gguf:2", (await _scene.RunAsync("models", "inspect", ProbeScene.Base, "--lora", $"{Adapter}:2")).AssertSucceeded().Output, StringComparison.Ordinal);
        Assert.Contains("base.gguf + adapter.gguf: llama, F16, scores", (await _scene.RunAsync("doctor", "--lora", Adapter, "--threads", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shadows_are_adapters_over_one_base()
    {
        var corpus = _scene.WriteCorpus("One text of a few words.", "Another text, as long as that.", "A third text stands here.", "And the fourth is the last.");
        var other = (AdapterFile.For(ProbeScene.Base) with { Seed = 3 }).Save(_scene.PathOf("other.gguf"));
        var manifest = _scene.Write("shadows.json", JsonSerializer.Serialize(new
        {
            shadows = new[]
            {
                new { model = ProbeScene.Base, lora = new[] { other }, trained_on = new[] { "d0" } },
                new { model = ProbeScene.Base, lora = new[] { $"{other}:0.5" }, trained_on = new[] { "d1" } },
            },
        }));
        (await RunAsync("--lora", Adapter, "--corpus", corpus, "--shadows", manifest, "--attacks", "loss,lira-offline")).AssertSucceeded();
        var models = (await _scene.RunAsync("runs", "list", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Output;
        Assert.Contains("base.gguf + other.gguf:0.5", models.Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);

        var same = _scene.Write("same.json", JsonSerializer.Serialize(new { shadows = new[] { new { model = ProbeScene.Base, lora = new[] { Adapter }, trained_on = Array.Empty<string>() } } }));
        var refused = await RunAsync("--lora", Adapter, "--corpus", corpus, "--shadows", same);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is the model under test (base.gguf + adapter.gguf)", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shadow_is_not_the_target_under_links_or_in_another_order()
    {
        var corpus = _scene.WriteCorpus("One text of a few words.", "Another text, as long as that.");
        var other = (AdapterFile.For(ProbeScene.Base) with { Seed = 3 }).Save(_scene.PathOf("other.gguf"));
        Directory.CreateDirectory(_scene.PathOf("real"));
        Directory.CreateSymbolicLink(_scene.PathOf("folder"), _scene.PathOf("real"));
        File.CreateSymbolicLink(_scene.PathOf("real/link.gguf"), Adapter);
        File.CreateSymbolicLink(_scene.PathOf("base-link.gguf"), ProbeScene.Base);
        File.Copy(other, _scene.PathOf("copy.gguf"));
        string[] target = ["--lora", Adapter, "--lora", $"{other}:0.5", "--corpus", corpus, "--attacks", "loss,lira-offline"];
        await RefusedAsync("entry 1 of ", _scene.PathOf("folder/link.gguf"), $"{other}:0.5");
        await RefusedAsync("entry 1 of ", $"{other}:0.5", Adapter);
        await RefusedAsync("has the same content as base.gguf + adapter.gguf + other.gguf:0.5", $"{_scene.PathOf("copy.gguf")}:0.5", Adapter);

        async Task RefusedAsync(string sentence, params string[] lora)
        {
            var manifest = _scene.Write("shadows.json", JsonSerializer.Serialize(new
            {
                shadows = new object[]
                {
                    new { model = _scene.PathOf("base-link.gguf"), lora, trained_on = new[] { "d0" } },
                    new { model = ProbeScene.Base, lora = new[] { $"{other}:2" }, trained_on = new[] { "d1" } },
                },
            }));
            var refused = await RunAsync([.. target, "--shadows", manifest]);
            Assert.True(refused.ExitCode == 2, refused.Error);
            Assert.Contains(sentence, refused.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(2, "has the scale 'x'", "%:x")]
    [InlineData(2, "names adapter.gguf twice", "%", "--lora", "%:2")]
    [InlineData(3, "target.gguf is a whole model, not a LoRA adapter", "$")]
    [InlineData(3, "none.gguf does not exist", "none.gguf")]
    public async Task Wrong_adapters_end_in_a_sentence(int code, string sentence, params string[] words)
    {
        var outcome = await RunAsync([
            "--corpus", _scene.WriteCorpus("a b c", "d e f"), "--lora", .. words.Select(word => word.Replace("%", Adapter, StringComparison.Ordinal).Replace("$", ProbeScene.Target, StringComparison.Ordinal)),
        ]);
        Assert.Contains(sentence, outcome.Error, StringComparison.Ordinal);
        Assert.True(code == outcome.ExitCode, $"{outcome.ExitCode}: {outcome.Error}");
    }

    [Fact]
    public async Task A_copy_under_another_name_is_the_same_adapter()
    {
        File.Copy(Adapter, _scene.PathOf("copy.gguf"));
        var outcome = await RunAsync("--corpus", _scene.WriteCorpus("a b c", "d e f"), "--lora", Adapter, "--lora", _scene.PathOf("copy.gguf"));
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--lora copy.gguf has the same content as adapter.gguf", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scene.Store), "a run began");
    }

    [Fact]
    public async Task An_adapter_takes_no_model_for_another_one()
    {
        var inspected = (await _scene.RunAsync("models", "inspect", "--lora", $"{Adapter}:2", ProbeScene.Base)).AssertSucceeded();
        Assert.Contains("base.gguf + adapter.gguf:2", inspected.Output, StringComparison.Ordinal);
    }

    /// <summary>A process can load one engine, so each has its own.</summary>
    [Fact]
    public async Task Both_engines_give_the_same_log_probabilities_of_base_and_adapter()
    {
        var corpus = _scene.WriteCorpus(
            "The parcel was sent on Monday and has not arrived; would you look into it?",
            string.Join(' ', Enumerable.Range(0, 200).Select(i => $"word {i % 17} of {i % 5}")));
        var other = (AdapterFile.For(ProbeScene.Base) with { Seed = 3, HalfPrecision = true }).Save(_scene.PathOf("other.gguf"));
        var scores = new List<(string Key, double[] LogProb)>[2];
        foreach (var (engine, i) in new[] { "llama-sharp", "llama-cpp" }.Select((engine, i) => (engine, i)))
        {
            var (folder, store) = (Path.GetDirectoryName(_scene.Store) ?? "", _scene.PathOf($"{engine}.db"));
            (await ProgramProcess.RunAsync(
                folder, "run", "--engine", engine, "--model", ProbeScene.Base, "--lora", Adapter, "--lora", $"{other}:0.5", "--corpus", corpus,
                "--attacks", "loss,reference-difference", "--threads", "1", "--store", store)).AssertSucceeded();
            scores[i] = [.. (await _scene.RunAsync("evidence", "export", "1", "--format", "jsonl", "--store", store)).AssertSucceeded().JsonLines
                .Select(line => (
                    $"{line.GetProperty("document")} {line.GetProperty("model").GetProperty("role")} {line.GetProperty("variant")} {line.GetProperty("tokens")}",
                    line.GetProperty("logProb").EnumerateArray().Select(value => value.GetDouble()).ToArray()))
                .OrderBy(row => row.Item1, StringComparer.Ordinal)];
        }

        Assert.Equal(4, scores[0].Count);
        Assert.Equal(scores[0].Select(row => row.Key), scores[1].Select(row => row.Key));
        foreach (var (one, another) in scores[0].Zip(scores[1]))
        {
            Assert.Equal(one.LogProb.Length, another.LogProb.Length);
            Assert.All(one.LogProb.Zip(another.LogProb), pair => Assert.InRange(pair.First - pair.Second, -1e-4, 1e-4));
        }
    }

    [Fact]
    public async Task Adapters_need_a_model_of_ones_own()
    {
        var corpus = _scene.WriteCorpus("a b c", "d e f");
        var bare = await _scene.RunAsync("run", "--lora", Adapter, "--corpus", corpus, "--store", _scene.Store);
        Assert.Equal(2, bare.ExitCode);
        Assert.Contains("is to be added to a model, and none was given: add --model BASE.gguf", bare.Error, StringComparison.Ordinal);
        var hosted = await _scene.RunAsync("run", "--lora", Adapter, "--endpoint", "http://127.0.0.1:1/v1", "--endpoint-model", "m", "--corpus", corpus, "--store", _scene.Store);
        Assert.Equal(2, hosted.ExitCode);
        Assert.Contains("--lora adds adapters to a GGUF file, and the model under test is behind an endpoint", hosted.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lab_makes_an_adapter_of_a_training_and_says_what_it_keeps()
    {
        var file = _scene.PathOf("made.gguf");
        var made = (await _scene.RunAsync("lab", "convert", ProbeScene.Target, file, "--lora", "8", "--base", ProbeScene.Base)).AssertSucceeded();
        Assert.Contains("LoRA adapter of rank 8 for 44 matrices", made.Output, StringComparison.Ordinal);
        Assert.Contains("factorised, not trained as an adapter: it keeps 34% of the squared change", made.Output, StringComparison.Ordinal);

        // The bundled one was made so.
        Assert.Equal(MergedModel.Read(Adapter).Tensors.Keys, MergedModel.Read(file).Tensors.Keys);
        Assert.Equal(2, (await _scene.RunAsync("lab", "convert", ProbeScene.Target, file, "--lora", "8")).ExitCode);
        Assert.Equal(2, (await _scene.RunAsync("lab", "convert", ProbeScene.Target, file, "--lora", "8", "--base", ProbeScene.Base, "--to", "f16")).ExitCode);
    }

    [Fact]
    public async Task Quantised_weights_are_said_on_the_run_card()
    {
        var corpus = _scene.WriteCorpus("One text of a few words.", "Another text, as long as that.");
        var small = _scene.PathOf("small.gguf");
        (await _scene.RunAsync("lab", "convert", ProbeScene.Target, small, "--to", "q8_0")).AssertSucceeded();
        var run = (await _scene.RunAsync(
            "run", "--model", small, "--reference", ProbeScene.Base, "--corpus", corpus, "--attacks", "loss,reference-difference", "--threads", "1", "--store", _scene.Store)).AssertSucceeded();
        var text = string.Join(' ', run.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("quantised target as Q8_0: scores are those of the rounded weights", text, StringComparison.Ordinal);
        Assert.Contains("Target and reference are of different types", text, StringComparison.Ordinal);
        Assert.DoesNotContain("quantised", (await RunAsync("--corpus", corpus, "--attacks", "loss")).AssertSucceeded().Output, StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync(params IReadOnlyList<string> args) =>
        _scene.RunAsync(["run", "--model", ProbeScene.Base, "--threads", "1", "--store", _scene.Store, .. args]);
}

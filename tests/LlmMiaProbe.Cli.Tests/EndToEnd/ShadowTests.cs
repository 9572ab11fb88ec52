using System.Globalization;
using System.Text.Json;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class ShadowTests : IDisposable
{
    private const string OfShadows = "lira,lira-offline,rmia,rmia-offline(a=1),z-score";

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_lab_members_are_told_apart_by_scores_of_its_shadow_models()
    {
        var run = (await _scene.ProbeAsync("--corpus", ProbeScene.Passages, "--shadows", LabManifest, "--limit", "100", "--attacks", "lira,lira-offline,rmia,rmia-offline(a=1)", "--resamples", "100", "--output", "json")).AssertSucceeded().Json;

        Assert.Equal(["rmia(gamma=1)", "lira(fixed-below=16)"], run.GetProperty("headline").GetProperty("attacks").EnumerateArray().Select(attack => attack.GetString()));
        Assert.All(run.GetProperty("attacks").EnumerateArray(), attack => Assert.InRange(attack.GetProperty("aucLow").GetDouble(), 0.6, 1));

        var shown = (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store)).AssertSucceeded().Output;
        Assert.Contains("\nshadows    6 models · shadow-1 … shadow-6 · trained on 600 documents each · 6 imported\n", shown, StringComparison.Ordinal);
        Assert.Contains("target.gguf with 6 shadow models\n", (await _scene.RunAsync("runs", "list", "--store", _scene.Store)).AssertSucceeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shadow_models_and_tables_of_their_exported_scores_give_the_same()
    {
        var corpus = _scene.WriteCorpus([.. Enumerable.Range(0, 24).Select(i => $"Document number {i}.")]);
        var target = Random("target", seed: 1);
        List<string> shadows = [.. Enumerable.Range(2, 4).Select(seed => Path.GetFileName(Random($"shadow-{seed}", seed)))];
        var ofModels = await ScoresAsync(target, corpus, Manifest("models.json", shadows.Select(name => $$"""{"model": "{{name}}",""")));

        var columns = new List<Dictionary<string, double>>();
        foreach (var name in shadows)
        {
            await RunAsync(_scene.PathOf(name), corpus, "--attacks", "loss");
            columns.Add((await ExportAsync()).ToDictionary(line => line.GetProperty("document").GetString() ?? "", line => line.GetProperty("score").GetDouble()));
        }

        _scene.Write("scores.csv", $"document,{string.Join(',', shadows)}\n" + string.Concat(columns[0].Keys.Select(id =>
            $"{id},{string.Join(',', columns.Select(column => column[id].ToString("R", CultureInfo.InvariantCulture)))}\n")));
        var ofTables = await ScoresAsync(target, corpus, Manifest("tables.json", shadows.Select(name => $$"""{"scores": "scores.csv", "column": "{{name}}",""")));

        Assert.Equal(ofModels, ofTables);
        Assert.DoesNotContain(null, ofModels);
    }

    [Fact]
    public async Task A_plan_names_the_passes_of_shadow_models()
    {
        var corpus = _scene.WriteCorpus("One.", "Two.");
        var manifest = Manifest("models.json", [Random("a", 2), Random("b", 3)], path => $$"""{"model": "{{Path.GetFileName(path)}}",""");
        string[] options = ["run", "--model", Random("target", 1), "--corpus", corpus, "--shadows", manifest, "--attacks", "z-score", "--store", _scene.Store, "--dry-run"];
        var plan = (await _scene.RunAsync([.. options, "--output", "json"])).AssertSucceeded().Json;

        Assert.Equal(["target", "shadow-1", "shadow-2"], plan.GetProperty("passes").EnumerateArray().Select(pass => pass.GetProperty("role").GetString()));
        Assert.Equal([("a.gguf", 1, false), ("b.gguf", 1, false)], plan.GetProperty("shadows").EnumerateArray().Select(shadow => (shadow.GetProperty("name").GetString(), shadow.GetProperty("trainedOn").GetInt32(), shadow.GetProperty("imported").GetBoolean())));
        var tokens = plan.GetProperty("passes").EnumerateArray().Skip(1).Sum(pass => pass.GetProperty("tokensToDecode").GetInt64());
        var shown = string.Join(' ', (await _scene.RunAsync(options)).AssertSucceeded().OutputLines.SkipWhile(line => !line.StartsWith("shadows ", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("total ", StringComparison.Ordinal)).Select(line => line.Trim()));
        Assert.StartsWith("shadows    2 models · 4 texts (plain) · 0 cached · 0 cannot be scored · 4 forward passes · ", shown, StringComparison.Ordinal);
        Assert.Contains($" · {tokens} tokens to decode · ", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_meant_is_refused_before_anything_is_kept()
    {
        var corpus = _scene.WriteCorpus("One.", "Two.");
        var target = Random("target", 1);
        var missing = _scene.PathOf("missing.gguf");
        new RandomLlamaModel { VocabularySize = 301 }.Save(_scene.PathOf("other.gguf"));
        var manifest = _scene.Write("m.json", """{"shadows": [{"model": "missing.gguf", "trained_on": []}]}""");
        (await TryAsync(manifest)).AssertFailed(3, $"--shadows: {manifest}: entry 1 names as model {missing}, which does not exist: check the path, which is relative to the manifest.");
        _scene.Write("m.json", """{"shadows": [{"model": "target.gguf", "trained_on": []}]}""");
        (await TryAsync(manifest)).AssertFailed(2, $"--shadows: entry 1 of {manifest} is the model under test ({target}): a shadow has to be a training of its own.");
        _scene.Write("m.json", """{"shadows": [{"model": "other.gguf", "trained_on": []}]}""");
        (await TryAsync(manifest)).AssertFailed(2, "--shadows: other.gguf splits text into other tokens than the target target.gguf, so their scores cannot be compared; expected models that were tuned from the same base.");
        Assert.False(File.Exists(_scene.Store));

        Task<Outcome> TryAsync(string path) => _scene.RunAsync("run", "--model", target, "--corpus", corpus, "--shadows", path, "--threads", "1", "--store", _scene.Store);
    }

    [Fact]
    public async Task Documents_that_are_not_in_the_corpora_are_named()
    {
        var corpus = _scene.WriteCorpus("One.", "Two.");
        Random("a", 2);
        var manifest = _scene.Write("m.json", """{"shadows": [{"model": "a.gguf", "trained_on": ["d0", "d7"]}]}""");

        (await _scene.RunAsync("run", "--model", Random("target", 1), "--corpus", corpus, "--shadows", manifest, "--threads", "1", "--store", _scene.Store))
            .AssertFailed(2, $"--shadows: {manifest} names 1 document that is not in the corpora: 'd7'. Give with --corpus all that the shadow models were trained on, or take out of trained_on what is not to be judged.");
    }

    private static string LabManifest => Path.Combine(CommandContext.LabFolder, "shadow-scores.json");

    private string Random(string name, int seed)
    {
        var path = _scene.PathOf($"{name}.gguf");
        new RandomLlamaModel { Seed = seed, Name = name }.Save(path);
        return path;
    }

    private string Manifest(string name, IEnumerable<string> shadows) => Manifest(name, [.. shadows], beginning => beginning);

    /// <summary>Each shadow model is trained on another half of the documents d0 to d23, or of the first two.</summary>
    private string Manifest(string name, IReadOnlyList<string> shadows, Func<string, string> beginning) => _scene.Write(name, $$"""{"shadows": [{{string.Join(',', shadows.Select((shadow, k) =>
        $$"""{{beginning(shadow)}} "trained_on": [{{string.Join(',', Enumerable.Range(0, shadows.Count == 2 ? 2 : 24).Where(i => (i >> (k / 2) & 1) == k % 2).Select(i => $"\"d{i}\""))}}]}"""))}}]}""");

    private async Task<IReadOnlyList<double?>> ScoresAsync(string target, string corpus, string manifest)
    {
        await RunAsync(target, corpus, "--shadows", manifest, "--attacks", OfShadows);
        return [.. (await ExportAsync()).Select(line => line.GetProperty("score").ValueKind == JsonValueKind.Null ? (double?)null : line.GetProperty("score").GetDouble())];
    }

    private async Task RunAsync(string model, string corpus, params string[] options) =>
        (await _scene.RunAsync(["run", "--model", model, "--corpus", corpus, "--threads", "1", "--store", _scene.Store, "--resamples", "100", "--quiet", .. options])).AssertSucceeded();

    private async Task<JsonElement[]> ExportAsync()
    {
        var latest = (await _scene.RunAsync("runs", "list", "--store", _scene.Store)).AssertSucceeded().OutputLines.Length - 1;
        return (await _scene.RunAsync("runs", "export", $"{latest}", "--store", _scene.Store)).AssertSucceeded().JsonLines;
    }
}

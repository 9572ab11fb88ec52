using System.Text.Json;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

[Collection(LabRunCollection.Name)]
public sealed class ExportTests(LabRun lab) : IDisposable
{
    private readonly ProbeScene _scene = lab.Copy();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Scores_are_one_object_per_document_and_attack()
    {
        var lines = (await ScoresAsync()).AssertSucceeded().JsonLines;

        Assert.Equal(LabRun.Documents * lab.Outcome.Json.GetProperty("attacks").GetArrayLength(), lines.Length);
        Assert.Equal(lines.Length, lines.Select(line => (Text(line, "document"), Text(line, "attack"))).Distinct().Count());
        Assert.All(lines, line =>
        {
            Assert.Equal(["document", "label", "attack", "score", "status", "reason", "headline", "pValue", "adjustedPValue", "discovery"], line.EnumerateObject().Select(property => property.Name));
            Assert.Contains(Text(line, "label"), new[] { "member", "nonmember" });
            var isScored = !LabRun.Unscored.Contains(Text(line, "attack"));
            Assert.Equal(isScored, Text(line, "status") == "scored");
            Assert.Equal(isScored, line.GetProperty("reason").ValueKind == JsonValueKind.Null);
            Assert.True(!isScored || double.IsFinite(line.GetProperty("score").GetDouble()));
        });
    }

    [Fact]
    public async Task Evidence_is_one_object_per_document_and_model_with_arrays_of_equal_length()
    {
        var lines = (await _scene.RunAsync("evidence", "export", "1", "--format", "jsonl", "--store", _scene.Store)).AssertSucceeded().JsonLines;

        Assert.Equal(2 * LabRun.Documents, lines.Length);
        Assert.Equal(2, lines.Select(line => Text(line.GetProperty("model"), "fingerprint")).Distinct().Count());
        Assert.All(lines, line =>
        {
            Assert.Contains(Text(line.GetProperty("model"), "role"), new[] { "target", "reference" });
            Assert.Matches("^[0-9a-f]{64}$", Text(line.GetProperty("model"), "fingerprint"));
            var arrays = new[] { "tokens", "logProb", "rank", "top1", "top1LogProb", "entropy", "variance" }.Select(name => Numbers(line, name).Length).Distinct();
            Assert.True(Assert.Single(arrays) > 0);
            var (logProb, top1LogProb, rank) = (Numbers(line, "logProb"), Numbers(line, "top1LogProb"), Numbers(line, "rank"));
            Assert.All(Enumerable.Range(0, logProb.Length), i => Assert.True(logProb[i] <= top1LogProb[i] && top1LogProb[i] <= 0 && (rank[i] == 1) == (logProb[i] == top1LogProb[i])));
        });
    }

    [Fact]
    public async Task Any_variant_that_a_run_gathered_is_exported_by_its_name_and_no_other()
    {
        var lowered = (await _scene.RunAsync("evidence", "export", "1", "--variant", "lowercase", "--store", _scene.Store)).AssertSucceeded().JsonLines;
        Assert.NotEmpty(lowered);
        Assert.All(lowered, line => Assert.Equal("lowercase", Text(line, "variant")));
        var refused = await _scene.RunAsync("evidence", "export", "1", "--variant", "upper", "--store", _scene.Store);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--variant: run 1 gathered no 'upper' evidence; it has ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("it has lowercase, plain, all.", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_variants_hold_the_plain_ones_and_more()
    {
        var plain = await _scene.RunAsync("evidence", "export", "1", "--store", _scene.Store);
        var all = (await _scene.RunAsync("evidence", "export", "1", "--variant", "all", "--store", _scene.Store)).AssertSucceeded();

        Assert.Subset(all.OutputLines.ToHashSet(), plain.OutputLines.ToHashSet());
        Assert.Contains(all.JsonLines, line => Text(line, "variant") == "lowercase");
    }

    [Fact]
    public async Task Loss_and_min_k_are_what_the_exported_evidence_makes_them()
    {
        var evidence = (await _scene.RunAsync("evidence", "export", "1", "--store", _scene.Store)).JsonLines
            .Where(line => Text(line.GetProperty("model"), "role") == "target")
            .ToDictionary(line => Text(line, "document") ?? "", line => Numbers(line, "logProb"));
        var scores = (await ScoresAsync()).JsonLines.Where(line => Text(line, "status") == "scored").ToLookup(line => Text(line, "attack"), line => (Document: Text(line, "document") ?? "", Score: line.GetProperty("score").GetDouble()));

        Assert.All(scores["loss"], score => Assert.Equal(evidence[score.Document].Average(), score.Score, 1e-5));
        Assert.All(scores["min-k(k=0.2)"], score =>
        {
            var logProb = evidence[score.Document];
            Assert.Equal(logProb.Order().Take(Math.Max(1, (int)Math.Floor(0.2 * logProb.Length))).Average(), score.Score, 1e-5);
        });
    }

    [Theory]
    [InlineData("runs", "export")]
    [InlineData("evidence", "export")]
    [InlineData("runs", "show")]
    [InlineData("rescore")]
    [InlineData("resume")]
    public async Task A_run_that_is_not_there_is_named(params string[] command) =>
        (await _scene.RunAsync([.. command, "99", "--store", _scene.Store]))
            .AssertFailed(2, $"There is no run 99 in {_scene.Store}; 'mia-probe runs list' shows all.");

    [Theory]
    [InlineData("runs", "list")]
    [InlineData("runs", "show", "1")]
    [InlineData("runs", "export", "1")]
    [InlineData("evidence", "export", "1")]
    [InlineData("rescore", "1")]
    [InlineData("resume", "1")]
    public async Task A_store_that_is_not_there_is_named_and_not_made(params string[] command)
    {
        var missing = _scene.PathOf("missing.db");

        (await _scene.RunAsync([.. command, "--store", missing])).AssertFailed(3, $"there is no store at {missing}: run `mia-probe run` first or pass --store");
        Assert.False(File.Exists(missing));
    }

    private Task<Outcome> ScoresAsync() => _scene.RunAsync("runs", "export", "1", "--format", "jsonl", "--store", _scene.Store);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}

using System.Text.Json;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Tests.Console;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Attacks on produced text, on passages of the lab's half-memorised book.</summary>
public sealed class ProducedTextTests : IDisposable
{
    private const string Attacks = "samia(samples=3),cdd(samples=3),ngram-coverage(samples=3)";

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task What_was_learned_by_heart_is_produced_and_the_rest_of_the_book_is_not()
    {
        var corpus = _scene.WriteCorpus(Passages());
        var plan = (await _scene.ProbeAsync("--corpus", corpus, "--attacks", Attacks, "--dry-run", "--output", "json")).AssertSucceeded().Json;
        var pool = Assert.Single(plan.GetProperty("pools").EnumerateArray());
        Assert.Equal(("target", 6, 24, 0), (pool.GetProperty("role").GetString(), pool.GetProperty("prompts").GetInt32(), pool.GetProperty("continuations").GetInt32(), pool.GetProperty("cached").GetInt32()));

        var result = (await _scene.ProbeAsync("--corpus", corpus, "--attacks", Attacks, "--output", "json")).AssertSucceeded().Json;
        Assert.All(result.GetProperty("attacks").EnumerateArray(), attack =>
            Assert.InRange(attack.GetProperty("auc").GetDouble(), attack.GetProperty("attack").GetString() == "cdd" ? 0.5 : 1, 1));
        Assert.InRange(result.GetProperty("counts").GetProperty("tokensDecoded").GetInt64(), 1, plan.GetProperty("tokensToDecode").GetInt64() + plan.GetProperty("tokensToProduce").GetInt64());

        // From the log alone: no corpus is there any more.
        File.Delete(corpus);
        var again = (await _scene.RunAsync("rescore", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(result.GetProperty("attacks").ToString(), again.GetProperty("attacks").ToString());

        var narrow = (await _scene.RunAsync(new TerminalScene(width: 80), "runs", "show", "1", "--store", _scene.Store)).AssertSucceeded();
        Assert.Single(narrow.OutputLines, line => line.StartsWith("cdd(samples=3) ", StringComparison.Ordinal));
        Assert.Contains("Parameters of attacks that are not shown have their defaults.", narrow.Output, StringComparison.Ordinal);

        var folder = _scene.PathOf("evidence");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", folder, "--store", _scene.Store)).AssertSucceeded();
        (await _scene.RunAsync("verify", folder)).AssertSucceeded();
        Assert.Equal(24, File.ReadLines(Path.Combine(folder, "attempts.jsonl")).Count());
    }

    [Fact]
    public async Task Text_that_must_not_be_kept_is_not_continued()
    {
        var corpus = _scene.WriteCorpus(Passages());
        (await _scene.ProbeAsync("--corpus", corpus, "--attacks", "loss,cdd", "--no-text")).AssertFailed(2, "--attacks: cdd keeps in the store what the model was given of each document and what it produced, which --no-text rules out: leave out one of the two.");
        Assert.False(File.Exists(_scene.Store));
    }

    [Fact]
    public async Task Draws_after_prefixes_are_counted_under_both_models_and_bounded_where_none_is_close()
    {
        var book = _scene.Write("book.txt", File.ReadAllText(Path.Combine(CommandContext.LabFolder, "time-machine.txt")).Substring(20_000, 3000));
        string[] extract = ["extract", "--model", ProbeScene.Target, "--reference", ProbeScene.Base, "--book", book, "--suffix-tokens", "20", "--sample", "4", "--draws", "6", "--epsilon", "2", "--threads", "1", "--store", _scene.Store];
        var plan = (await _scene.RunAsync([.. extract, "--dry-run", "--output", "json"])).AssertSucceeded().Json;
        Assert.All(plan.GetProperty("draws").EnumerateArray(), draws => Assert.Equal((24, 480), (draws.GetProperty("continuations").GetInt32(), draws.GetProperty("tokensToProduce").GetInt32())));

        var result = (await _scene.RunAsync([.. extract, "--output", "json"])).AssertSucceeded().Json;
        var drawn = result.GetProperty("documents")[0].GetProperty("draws").EnumerateArray().ToList();
        Assert.Equal(["target", "reference"], drawn.Select(entry => entry.GetProperty("role").GetString()));
        Assert.All(drawn, entry => Assert.Equal((4, 24), (entry.GetProperty("windows").GetInt32(), entry.GetProperty("draws").GetInt32())));
        Assert.True(drawn[0].GetProperty("hits").GetInt32() > 0);
        Assert.Equal(0, drawn[1].GetProperty("hits").GetInt32());
        Assert.Equal(1 - Math.Pow(0.05, 1 / 24.0), drawn[1].GetProperty("boundWithoutHit").GetDouble(), 1e-12);

        var shown = (await _scene.RunAsync(new TerminalScene(width: 200), "runs", "show", "1", "--store", _scene.Store)).AssertSucceeded();
        Assert.Contains("No draw of the reference is close: with 95% confidence its probability to come close is at most 12% on average over these windows, and at most 39% for any one of them named beforehand.", shown.Output, StringComparison.Ordinal);
        var folder = _scene.PathOf("evidence");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", folder, "--store", _scene.Store)).AssertSucceeded();
        Assert.Contains("--draws 6 --epsilon 2", (await _scene.RunAsync("verify", folder)).AssertSucceeded().Output, StringComparison.Ordinal);

        (await _scene.RunAsync([.. extract, "--no-text"])).AssertFailed(2, "--draws keeps in the store what the model was given of each document and what it produced, which --no-text rules out: leave out one of the two.");
    }

    /// <summary>From the part of the book that was trained on, and from the rest, in turn.</summary>
    private static IReadOnlyList<string> Passages()
    {
        var book = File.ReadAllText(Path.Combine(CommandContext.LabFolder, "time-machine.txt"));
        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(CommandContext.LabFolder, "time-machine.json")));
        var trained = record.RootElement.GetProperty("trained_characters")[1].GetInt32();
        return [.. Enumerable.Range(0, 6).Select(i => book.Substring((i % 2 == 0 ? 0 : trained) + 5000 + (i * 2000), 300))];
    }
}

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>What a store keeps of runs: names, notes, parents, and what of a corpus was not read.</summary>
public sealed class RecordTests(TwoRuns runs) : IClassFixture<TwoRuns>, IDisposable
{
    private readonly ProbeScene _scene = runs.Copy();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Other_attacks_make_a_new_run_and_the_first_stays_as_it_is()
    {
        var before = await RunAsync("runs", "show", "2", "--output", "json");
        var made = await RunAsync("rescore", "2", "--attacks", "loss", "--name", "loss-alone", "--output", "json");
        Assert.Equal((3, 2, "loss-alone"), (made.Json.GetProperty("run").GetInt32(), made.Json.GetProperty("parent").GetInt32(), made.Json.GetProperty("name").GetString()));
        Assert.Equal(before.Output, (await RunAsync("runs", "show", "2", "--output", "json")).Output);
        Assert.Equal(0, (await _scene.RunAsync("runs", "gate", "2", "--fail-if", "auc(min-k-plus-plus) > 1", "--store", _scene.Store)).ExitCode);
        (await _scene.RunAsync("runs", "gate", "loss-alone", "--fail-if", "auc(min-k-plus-plus) > 1", "--store", _scene.Store)).AssertFailed(2, "--fail-if 'auc(min-k-plus-plus) > 1': run 3 did not score min-k-plus-plus, so it has none to test: 'mia-probe rescore 3 --attacks min-k-plus-plus' makes a run that does, from its evidence.");

        var shown = await RunAsync("runs", "show", "loss-alone");
        Assert.Contains("run 3 (loss-alone), computed from the evidence of run 2", shown.Output, StringComparison.Ordinal);
        Assert.Contains("all evidence came from the store; nothing was decoded", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resuming_a_finished_run_changes_nothing()
    {
        File.Delete(_scene.PathOf("corpus.jsonl"));
        var before = File.ReadAllBytes(_scene.Store);
        var shown = await RunAsync("runs", "show", "1");
        var resumed = await RunAsync("resume", "1");
        Assert.Equal(shown.Output, resumed.Output);
        Assert.Contains("Run 1 is finished; nothing of it was changed.", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_scene.Store));
    }

    [Fact]
    public async Task Runs_are_named_noted_listed_and_deleted()
    {
        await RunAsync("runs", "name", "1", "before");
        await RunAsync("runs", "name", "2", "after");
        await RunAsync("runs", "note", "after", "two epochs, no dedup");
        var listed = (await RunAsync("runs", "list")).Output;
        Assert.Contains("base.gguf · before", listed, StringComparison.Ordinal);
        Assert.Contains("target.gguf · after · two epochs, no dedup", listed, StringComparison.Ordinal);
        var json = (await RunAsync("runs", "list", "--output", "json")).Json;
        Assert.Equal(("after", "two epochs, no dedup"), (json[1].GetProperty("name").GetString(), json[1].GetProperty("note").GetString()));
        Assert.Equal((await RunAsync("runs", "compare", "1", "2")).Output, (await RunAsync("runs", "compare", "before", "after")).Output);

        await RunAsync("runs", "delete", "before");
        (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store)).AssertFailed(2, $"There is no run 1 in {_scene.Store}; 'mia-probe runs list' shows all.");
        (await _scene.RunAsync("runs", "show", "before", "--store", _scene.Store)).AssertFailed(2, $"There is no run named 'before' in {_scene.Store}; 'mia-probe runs list' shows all.");
        var again = await RunAsync("run", "--model", ProbeScene.Base, "--threads", "1", "--corpus", _scene.PathOf("corpus.jsonl"), "--attacks", "loss", "--resamples", "100", "--name", "before");
        Assert.Contains("nothing was decoded", again.Output, StringComparison.Ordinal);
        Assert.Contains("run 3 (before)", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("after", "--name: run 2 in {0} is called 'after' already: choose another, or take it away from that one with 'mia-probe runs name 2 --none'.")]
    [InlineData("3rd", "--name: '3rd' is no name of a run; expected a letter, then letters, digits, '.', '-' or '_', at most 64 characters.")]
    [InlineData("a b", "--name: 'a b' is no name of a run; expected a letter, then letters, digits, '.', '-' or '_', at most 64 characters.")]
    public async Task A_name_that_is_taken_or_none_is_refused_before_anything_is_scored(string name, string error)
    {
        await RunAsync("runs", "name", "2", "after");
        (await _scene.RunAsync("run", "--model", ProbeScene.Base, "--threads", "1", "--store", _scene.Store, "--corpus", _scene.PathOf("corpus.jsonl"), "--name", name))
            .AssertFailed(2, error.Replace("{0}", _scene.Store, StringComparison.Ordinal));
        (await _scene.RunAsync("rescore", "1", "--store", _scene.Store, "--name", name)).AssertFailed(2, error.Replace("{0}", _scene.Store, StringComparison.Ordinal));
        Assert.Equal(2, (await RunAsync("runs", "list", "--output", "json")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Lines_and_files_that_were_not_read_are_counted_gated_and_part_of_the_exit_code()
    {
        Directory.CreateDirectory(_scene.PathOf("texts"));
        _scene.Write("texts/a.txt", "One text.");
        _scene.Write("texts/b.py", "no text");
        var corpus = _scene.Write("broken.jsonl", "{\"id\": \"x\", \"text\": \"Another text.\"}\nbroken\n");
        string[] run = ["run", "--model", ProbeScene.Base, "--threads", "1", "--store", _scene.Store, "--corpus", corpus, _scene.PathOf("texts"), "--attacks", "loss"];
        var skipped = (await _scene.RunAsync([.. run, "--output", "json"])).AssertSucceeded();
        var counts = skipped.Json.GetProperty("counts");
        Assert.Equal((2, 1, 1), (counts.GetProperty("documents").GetInt32(), counts.GetProperty("unreadable").GetInt32(), counts.GetProperty("leftOut").GetInt32()));
        Assert.Equal([false, true], skipped.Json.GetProperty("notRead").EnumerateArray().Select(entry => entry.GetProperty("leftOut").GetBoolean()));

        // What is left out was never to be a document, so that it stops nothing.
        (await _scene.RunAsync("corpus", "check", _scene.PathOf("texts"), "--strict")).AssertSucceeded();
        Assert.Equal(2, (await _scene.RunAsync("corpus", "check", corpus, "--strict")).ExitCode);

        var failed = await _scene.RunAsync([.. run, "--unreadable", "fail"]);
        Assert.Equal(4, failed.ExitCode);
        Assert.Contains("1 record left out · 1 file not read", failed.Output, StringComparison.Ordinal);
        Assert.Equal(5, (await _scene.RunAsync("runs", "gate", "3", "--store", _scene.Store, "--fail-if", "unreadable > 0")).ExitCode);
        Assert.Equal(5, (await _scene.RunAsync("runs", "gate", "3", "--store", _scene.Store, "--fail-if", "left-out > 0")).ExitCode);
        Assert.Equal(0, (await _scene.RunAsync("runs", "gate", "3", "--store", _scene.Store, "--fail-if", "left-out > 1")).ExitCode);

        // A card beside data, or a program beside texts, is no failure.
        (await _scene.RunAsync(
            "run", "--model", ProbeScene.Base, "--threads", "1", "--store", _scene.Store, "--corpus", _scene.PathOf("texts"), "--attacks", "loss",
            "--unreadable", "fail")).AssertSucceeded();
    }

    private async Task<Outcome> RunAsync(params string[] args) => (await _scene.RunAsync([.. args, "--store", _scene.Store])).AssertSucceeded();
}

using System.Text;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

[Collection(LabRunCollection.Name)]
public sealed class StoreCommandTests(LabRun lab) : IDisposable
{
    private readonly ProbeScene _scene = lab.Copy();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_store_as_it_was_written_has_no_problems()
    {
        var outcome = (await _scene.RunAsync("store", "check", "--store", _scene.Store)).AssertSucceeded();
        Assert.Contains("problems   none", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("chain      segment ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_that_somebody_changed_is_named_by_the_check_and_nothing_is_shown_of_the_run()
    {
        Meddle("UPDATE run_documents SET label = CASE label WHEN 'member' THEN 'nonmember' ELSE 'member' END WHERE run = 1 AND ordinal = 0");
        var expected = $"the store {_scene.Store} was altered after it was written, or is damaged "
            + "(settings, models, documents, labels, links to evidence or attempts of run 1 not as when it ended): restore it from a copy; "
            + $"`mia-probe store check --store {_scene.Store}` names all that does not fit";
        var check = await _scene.RunAsync("store", "check", "--store", _scene.Store);
        Assert.Equal(5, check.ExitCode);
        Assert.Contains(expected, check.Output, StringComparison.Ordinal);
        foreach (var command in (string[][])[["runs", "show", "1"], ["report", "1"], ["rescore", "1"], ["runs", "export", "1"], ["export", "1", "--evidence", "-o", _scene.PathOf("bundle")]])
        {
            (await _scene.RunAsync([.. command, "--store", _scene.Store])).AssertFailed(3, expected);
        }
    }

    [Fact]
    public async Task After_a_purge_no_text_is_left_and_the_scores_are_shown_as_before()
    {
        var scores = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded().Output;
        var text = Text();
        Assert.True(text.Length > 40);
        Assert.Contains(text, Encoding.UTF8.GetString(await File.ReadAllBytesAsync(_scene.Store)), StringComparison.Ordinal);

        var purged = (await _scene.RunAsync("store", "purge", "--texts", "--store", _scene.Store)).AssertSucceeded();
        Assert.Contains("they can no longer be computed anew from this store", purged.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(text, Encoding.UTF8.GetString(await File.ReadAllBytesAsync(_scene.Store)), StringComparison.Ordinal);
        Assert.Equal(scores, (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded().Output);
        (await _scene.RunAsync("store", "check", "--store", _scene.Store)).AssertSucceeded();
        var rescore = await _scene.RunAsync("rescore", "1", "--store", _scene.Store);
        Assert.Equal(2, rescore.ExitCode);
        Assert.Contains("were purged from", rescore.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("store purge needs either --texts, for all texts, or --document ID, for those of a document.")]
    [InlineData("store purge needs either --texts, for all texts, or --document ID, for those of a document.", "--texts", "--document", "a")]
    public async Task A_purge_says_what_it_is_about(string expected, params string[] options) =>
        (await _scene.RunAsync(["store", "purge", .. options, "--store", _scene.Store])).AssertFailed(2, expected);

    [Fact]
    public async Task A_run_over_a_merged_store_decodes_nothing_and_finds_what_the_shard_found()
    {
        var (merged, again) = (_scene.PathOf("merged.db"), _scene.PathOf("shards"));
        Directory.CreateDirectory(again);
        File.Copy(_scene.Store, Path.Combine(again, "0000.r0.db"));
        var outcome = (await _scene.RunAsync("store", "merge", merged, again, Path.Combine(again, "*.r0.db"))).AssertSucceeded();
        Assert.Matches(@"0000\.r0\.db: [1-9][0-9]* rows new, 0 there already\n", outcome.Output);
        Assert.Matches(@"\nmerged     1 shard into .*merged\.db: ([1-9][0-9]*) rows new of \1 read in ", outcome.Output);
        Assert.Contains("merged before", (await _scene.RunAsync("store", "merge", merged, again)).AssertSucceeded().Output, StringComparison.Ordinal);

        (await _scene.RunAsync("store", "check", "--store", merged)).AssertSucceeded();
        var run = await _scene.RunAsync(
            "run", "--model", ProbeScene.Target, "--reference", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--limit", $"{LabRun.Documents}",
            "--resamples", "100", "--threads", "1", "--store", merged);
        Assert.Contains("all evidence came from the store; nothing was decoded", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded().Output,
            (await _scene.RunAsync("runs", "export", "1", "--store", merged)).AssertSucceeded().Output);
    }

    [Fact]
    public async Task A_shard_that_cannot_be_read_is_named_the_others_are_merged_and_a_conflict_ends_with_5()
    {
        var (merged, good, bad) = (_scene.PathOf("merged.db"), _scene.PathOf("good.db"), _scene.PathOf("bad.db"));
        File.Copy(_scene.Store, good);
        await File.WriteAllBytesAsync(bad, (await File.ReadAllBytesAsync(good))[..9000]);
        var outcome = await _scene.RunAsync("store", "merge", merged, bad, good);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(
            $"error: the store {bad} is damaged (SQLite Error 11: 'database disk image is malformed'): "
                + "have its task run again, or restore the file from a copy, and give the same command again",
            outcome.ErrorLines);
        Assert.Contains($"{bad}: 0 rows new, 0 there already, not read to its end", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"{good}: ", outcome.Output, StringComparison.Ordinal);

        var (one, other) = (_scene.PathOf("one.db"), _scene.PathOf("other.db"));
        var (key, model) = (new EvidenceKey(new string('e', 64)), new ModelFingerprint(new string('f', 64)));
        foreach (var (path, value) in new[] { (one, -1f), (other, -2f) })
        {
            using var store = SqliteProbeStore.Open(path);
            store.AddEvidence(key, model, "exact", TokenScores.OfLogProbs([1], [value], null));
        }

        var conflict = await _scene.RunAsync("store", "merge", merged, one, other);
        Assert.Equal(5, conflict.ExitCode);
        Assert.Contains($"conflict: evidence {key}: the shard {other} has other token scores under this key than the store {merged}", conflict.ErrorLines);
        Assert.Contains($"{other}: 0 rows new, 0 there already, 1 in conflict", conflict.Output, StringComparison.Ordinal);

        (await _scene.RunAsync("store", "merge", merged, merged)).AssertFailed(
            2, $"{merged} is the store {merged} that shards are to be merged into: leave it out of the shards.");
        (await _scene.RunAsync("store", "merge", merged, _scene.PathOf("none*.db"))).AssertFailed(
            3, $"no file fits the pattern {_scene.PathOf("none*.db")}: check it, and that the shell hands it on as it is (in quotes)");
    }

    private string Text()
    {
        using var connection = new SqliteConnection($"Data Source={_scene.Store};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT text FROM documents WHERE length(text) > 40 AND instr(text, char(10)) = 0 LIMIT 1";
        return (string)(command.ExecuteScalar() ?? "");
    }

    private void Meddle(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_scene.Store};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}

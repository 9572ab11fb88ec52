using System.Text;
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

using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tests.Sqlite;

public sealed class StoreErrorsTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void A_full_device_keeps_what_was_returned_and_says_how_to_go_on()
    {
        var store = _folder.Open(out var session);
        var run = store.BeginRun(1000);
        session.Execute($"PRAGMA max_page_count = {(long)session.Scalar("PRAGMA page_count")! + 4}");

        var answered = 0;
        var error = Assert.Throws<PrerequisiteException>(() =>
        {
            for (; answered < 1000; answered++)
            {
                store.Answer(run, answered);
            }
        });

        Assert.Equal($"no space left on the device that holds {_folder.StorePath}; everything up to the last finished document is kept: free space and run `mia-probe resume`", error.Message);
        using (var left = _folder.CopyAsLeftByKill())
        using (var reader = SqliteProbeStore.OpenExisting(left.StorePath))
        {
            Assert.Equal(answered, reader.ReadEvidence(run).Count(entry => entry.Evidence.Count == 1));
        }

        session.Execute("PRAGMA max_page_count = 1000000");
        store.Answer(run, answered);
        Assert.True(store.HasEvidence(Samples.Key(answered)));
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_not_stored_in_part()
    {
        var store = _folder.Open(out var session);
        var run = store.BeginRun(0);
        session.Execute($"PRAGMA max_page_count = {(long)session.Scalar("PRAGMA page_count")! + 2}");
        Assert.Throws<PrerequisiteException>(() => store.AddDocuments(run, [.. Enumerable.Range(0, 5000).Select(i => (Samples.Document(i), (string?)"text"))]));
        Assert.Empty(store.ReadDocuments(run));
        Assert.Null(store.FindText(Samples.Document(0).Facts.Hash));
    }

    [Fact]
    public void A_store_that_another_process_holds_is_given_up_after_a_while()
    {
        _folder.Open(out var holder);
        var store = _folder.Open(TimeSpan.FromSeconds(1));
        holder.Write(() =>
        {
            var error = Assert.Throws<PrerequisiteException>(() => store.BeginRun(0));
            Assert.Equal($"another process keeps the store {_folder.StorePath} busy: wait until it has finished, or choose another store with --store", error.Message);
        });
        Assert.Equal(1, store.BeginRun(0));
    }

    [Fact]
    public void A_damaged_file_is_told()
    {
        using (var store = _folder.Open())
        {
            store.BeginRun(500);
        }

        using (var file = File.OpenWrite(_folder.StorePath))
        {
            file.Position = 8192;
            file.Write(Enumerable.Repeat((byte)0xFF, (int)file.Length - 8192).ToArray());
        }

        var error = Assert.Throws<PrerequisiteException>(() =>
        {
            // The tables' own description may reach behind the first page.
            using var damaged = SqliteProbeStore.OpenExisting(_folder.StorePath);
            _ = damaged.ReadDocuments(1).Count();
        });
        Assert.StartsWith($"the store {_folder.StorePath} is damaged (", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "busy")]
    [InlineData(6, "busy")]
    [InlineData(8, "cannot be written")]
    [InlineData(10, "check the device")]
    [InlineData(11, "is damaged")]
    [InlineData(13, "no space left")]
    [InlineData(14, "cannot be opened")]
    [InlineData(15, "busy")]
    [InlineData(18, "more than 512 MiB")]
    [InlineData(24, "is damaged")]
    [InlineData(26, "is not a store")]
    public void Every_condition_of_the_environment_names_the_store(int code, string part)
    {
        var explained = StoreErrors.Explain(new SqliteException("message", code), "probe.db");
        Assert.Contains("probe.db", explained?.Message, StringComparison.Ordinal);
        Assert.Contains(part, explained?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(21)]
    public void A_bug_is_not_blamed_on_the_environment(int code) =>
        Assert.Null(StoreErrors.Explain(new SqliteException("message", code), "probe.db"));

    public void Dispose() => _folder.Dispose();
}

using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Storage.Tests.Sqlite;

public sealed class StorePlaceTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Theory]
    [InlineData("delete")]
    [InlineData("move")]
    [InlineData("replace")]
    public void A_store_that_is_no_longer_where_it_was_is_noticed_at_the_next_write_and_kept_beside_it(string how)
    {
        var store = _folder.Open();
        var run = store.BeginRun(2);
        store.Answer(run, 0);
        switch (how)
        {
            case "delete":
                File.Delete(_folder.StorePath);
                break;
            case "move":
                File.Move(_folder.StorePath, _folder.StorePath + ".away");
                break;
            default:
                File.WriteAllText(_folder.StorePath + ".new", "something else");
                File.Move(_folder.StorePath + ".new", _folder.StorePath, overwrite: true);
                break;
        }

        var error = Assert.Throws<PrerequisiteException>(() => store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact", Samples.Scores(1)));
        var rescued = $"{_folder.StorePath}.rescued-1";
        Assert.Equal(
            $"the store {_folder.StorePath} was deleted, moved or replaced while this run was writing to it: all that was kept, up to now, is in {rescued}; "
            + $"go on with that by `mia-probe resume --store {rescued}`",
            error.Message);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(rescued));
        }

        // Said once, so that the run can still be ended.
        store.SetRunState(run, RunStatus.Interrupted, RunCounts.None);
        using var copy = SqliteProbeStore.OpenExisting(rescued);
        Assert.Equal(RunStatus.Running, copy.FindRun(run)?.Status);
        Assert.True(copy.HasEvidence(Samples.Key(0)) && copy.HasEvidence(Samples.Key(1)));
        Assert.Empty(copy.Check().Problems);
    }

    [Fact]
    public void A_store_that_stays_is_never_taken_for_lost()
    {
        using var store = _folder.Open();
        for (var i = 0; i < 50; i++)
        {
            store.Answer(store.BeginRun(1), 0);
        }

        Assert.Single(Directory.GetFiles(_folder.Folder, "*.db*"), path => path.EndsWith(".db", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}

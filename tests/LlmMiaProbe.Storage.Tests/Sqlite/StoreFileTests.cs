using System.Text;
using LlmMiaProbe.Files;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tests.Sqlite;

public sealed class StoreFileTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void A_missing_folder_is_made()
    {
        var path = Path.Combine(_folder.Folder, "a", "b c%20?#ä", "probe.db");
        using (var store = SqliteProbeStore.Open(path))
        {
            store.BeginRun(0);
        }

        using var again = SqliteProbeStore.OpenExisting(path);
        Assert.Single(again.ListRuns());
        Assert.Equal(path, again.Location);
    }

    [Fact]
    public void A_new_store_and_all_beside_it_are_for_their_owner_alone_and_an_old_one_keeps_its_mode()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(_folder.Folder, "new", "probe.db");
        using (var store = SqliteProbeStore.Open(path))
        {
            store.BeginRun(0);
            Assert.Equal(["probe.db", "probe.db-shm", "probe.db-wal"], Directory.GetFiles(Path.GetDirectoryName(path) ?? "").Select(Path.GetFileName).Order(StringComparer.Ordinal));
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path) ?? ""))
            {
                Assert.Equal(owner, File.GetUnixFileMode(file));
            }

            Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path) ?? ""));
        }

        File.SetUnixFileMode(path, owner | UnixFileMode.GroupRead);
        SqliteProbeStore.Open(path).Dispose();
        Assert.Equal(owner | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_hash_of_an_earlier_version_spares_nothing()
    {
        var store = _folder.Open(out var session);
        session.Execute("INSERT INTO model_files (path, size, modified, sha256) VALUES ('a.gguf', 7, '2026-01-01T00:00:00.0000000Z', zeroblob(32))");
        Assert.Null(store.RecallFileHash("a.gguf", new FileIdentity(1, 2, 7, 3, 4)));
        Assert.Null(store.RecallFileHash("a.gguf", new FileIdentity(0, 0, 7, 3, 0)));
    }

    [Fact]
    public void A_device_in_place_of_a_store_is_refused()
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("is a device", Assert.Throws<PrerequisiteException>(() => SqliteProbeStore.Open("/dev/zero")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_folder.StorePath, "");
        var error = Assert.Throws<PrerequisiteException>(() => SqliteProbeStore.Open(Path.Combine(_folder.StorePath, "probe.db")));
        Assert.StartsWith($"the folder {_folder.StorePath} for the store cannot be made (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_a_store_is_refused()
    {
        var expected = $"{_folder.Folder} is a folder and not a store: name a file in it with --store";
        Assert.Equal(expected, Assert.Throws<PrerequisiteException>(() => SqliteProbeStore.Open(_folder.Folder)).Message);
        Assert.Equal(expected, Assert.Throws<PrerequisiteException>(() => SqliteProbeStore.OpenExisting(_folder.Folder)).Message);
    }

    [Fact]
    public void An_empty_file_becomes_a_store()
    {
        File.WriteAllText(_folder.StorePath, "");
        Assert.Equal(1, _folder.Open().BeginRun(0));
    }

    [Fact]
    public void A_store_whose_making_was_cut_off_is_completed()
    {
        _folder.Meddle($"PRAGMA application_id = {Schema.ApplicationId}");
        Assert.Equal(1, _folder.Open().BeginRun(0));
    }

    [Fact]
    public void Reading_where_nothing_is_says_how_to_get_a_store_and_makes_none()
    {
        var error = Assert.Throws<PrerequisiteException>(() => SqliteProbeStore.OpenExisting(_folder.StorePath));
        Assert.Equal($"there is no store at {_folder.StorePath}: run `mia-probe run` first or pass --store", error.Message);
        Assert.Empty(Directory.GetFiles(_folder.Folder));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("SQLite format 3\0 and then something else entirely")]
    [InlineData("long")]
    public void A_text_file_is_refused_and_left_as_it_is(string text)
    {
        File.WriteAllText(_folder.StorePath, text == "long" ? new StringBuilder().Insert(0, "one line of a text\n", 5000).ToString() : text);
        AssertRefusedUntouched();
    }

    [Theory]
    [InlineData("CREATE TABLE mine (x)")]
    [InlineData("PRAGMA journal_mode = WAL; CREATE TABLE mine (x)")]
    [InlineData("PRAGMA application_id = 12; PRAGMA user_version = 3")]
    public void A_database_of_another_program_is_refused_and_left_as_it_is(string sql)
    {
        _folder.Meddle(sql);
        AssertRefusedUntouched();
    }

    [Fact]
    public void A_store_of_a_newer_program_is_refused_for_writing_and_reading()
    {
        _folder.Open().Dispose();
        _folder.Meddle("PRAGMA user_version = 99");
        var expected = $"the store {_folder.StorePath} has schema version 99; this program knows up to {Schema.Migrations.Count}: use a newer mia-probe or another --store";
        Assert.Equal(expected, Assert.Throws<PrerequisiteException>(() => SqliteProbeStore.Open(_folder.StorePath)).Message);
        Assert.Equal(expected, Assert.Throws<PrerequisiteException>(() => SqliteProbeStore.OpenExisting(_folder.StorePath)).Message);
    }

    [Fact]
    public void A_store_of_an_older_program_is_not_changed_by_reading()
    {
        _folder.Open().Dispose();
        _folder.Meddle("PRAGMA user_version = 0");
        var before = _folder.Snapshot();
        var error = Assert.Throws<PrerequisiteException>(() => SqliteProbeStore.OpenExisting(_folder.StorePath));
        Assert.Contains($"has schema version 0 and cannot be brought up to {Schema.Migrations.Count} while it is only read", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Snapshot());
    }

    [Fact]
    public void A_store_that_is_only_read_is_left_as_it_is_and_cannot_be_written()
    {
        using (var store = _folder.Open())
        {
            store.BeginRun(3);
        }

        var before = _folder.Snapshot();
        using (var store = SqliteProbeStore.OpenExisting(_folder.StorePath))
        {
            Assert.Equal(3, store.ReadDocuments(1).Count());
            var error = Assert.Throws<PrerequisiteException>(() => store.RememberFileHash("a.gguf", new FileIdentity(1, 1, 1, 1, 1), "ab"));
            Assert.StartsWith($"the store {_folder.StorePath} cannot be written", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, _folder.Snapshot());
    }

    [Fact]
    public void A_store_is_read_while_another_connection_writes_it()
    {
        using var writer = _folder.Open();
        using var reader = SqliteProbeStore.OpenExisting(_folder.StorePath);
        writer.BeginRun(2);
        Assert.Equal(2, reader.ReadDocuments(1).Count());
    }

    [Fact]
    public void A_store_is_read_where_no_lock_file_can_be_made()
    {
        using (var store = _folder.Open())
        {
            store.BeginRun(3);
        }

        _folder.ForbidLocking();
        using var reader = SqliteProbeStore.OpenExisting(_folder.StorePath);
        Assert.Equal(3, reader.ReadDocuments(1).Count());
    }

    [Fact]
    public void Changes_that_cannot_be_read_for_want_of_lock_files_are_not_passed_over()
    {
        _folder.Open().BeginRun(3);
        using var copy = _folder.CopyAsLeftByKill();
        copy.ForbidLocking();
        var error = Assert.Throws<PrerequisiteException>(() => SqliteProbeStore.OpenExisting(copy.StorePath));
        Assert.StartsWith($"the store {copy.StorePath} has unfinished changes in {copy.StorePath}-wal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Processes_that_make_the_same_store_at_once_all_get_it()
    {
        Parallel.For(0, 8, _ =>
        {
            using var store = SqliteProbeStore.Open(_folder.StorePath);
            store.BeginRun(1);
        });
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], _folder.Open().ListRuns().Select(run => run.Id));
    }

    public void Dispose() => _folder.Dispose();

    private void AssertRefusedUntouched()
    {
        var before = _folder.Snapshot();
        foreach (var open in (Func<string, SqliteProbeStore>[])[SqliteProbeStore.Open, SqliteProbeStore.OpenExisting])
        {
            var error = Assert.Throws<PrerequisiteException>(() => open(_folder.StorePath));
            Assert.Equal($"{_folder.StorePath} is not a store of mia-probe, but some other file: choose another name with --store", error.Message);
            Assert.Equal(before, _folder.Snapshot());
        }
    }
}

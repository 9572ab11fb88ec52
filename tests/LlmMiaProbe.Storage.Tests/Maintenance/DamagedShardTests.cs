using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tests.Maintenance;

public sealed class DamagedShardTests : IDisposable
{
    private const string Remedy = ": have its task run again, or restore the file from a copy, and give the same command again";

    private readonly ShardScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(8192)]
    [InlineData(20_000)]
    [InlineData(-8192)]
    [InlineData(-1)]
    public void A_shard_that_was_cut_is_named_and_nothing_wrong_comes_from_it(int length)
    {
        var shard = MakeClosed("a.db");
        var whole = ShardScene.Dump(shard);
        using (var file = new FileStream(shard, FileMode.Open))
        {
            file.SetLength(length >= 0 ? length : file.Length + length);
        }

        var merged = MergeOne(shard);
        Assert.Contains(shard, merged.Failure, StringComparison.Ordinal);
        Assert.EndsWith(Remedy, merged.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain("--store", merged.Failure, StringComparison.Ordinal);
        Assert.Empty(ShardScene.Dump(_scene.PathOf("out.db")).Except(whole));
    }

    [Fact]
    public void Whatever_byte_is_flipped_no_row_comes_in_that_was_not_there()
    {
        var shard = MakeClosed("a.db");
        var (whole, bytes, random, failed) = (ShardScene.Dump(shard), File.ReadAllBytes(shard), new Random(5), 0);
        var used = Enumerable.Range(0, bytes.Length).Where(i => bytes[i] != 0).ToList();
        for (var trial = 0; trial < 60; trial++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[used[random.Next(used.Count)]] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(shard, damaged);
            failed += MergeOne(shard).Failure is null ? 0 : 1;
            Assert.Empty(ShardScene.Dump(_scene.PathOf("out.db")).Except(whole));
            File.Delete(_scene.PathOf("out.db"));
        }

        Assert.InRange(failed, 15, 60);
    }

    [Theory]
    [InlineData("UPDATE evidence SET payload = (SELECT payload FROM evidence WHERE id = 2) WHERE id = 1", "its scores, its model, its policy or its key")]
    [InlineData("UPDATE evidence SET policy = NULL WHERE id = 1", "its scores, its model, its policy or its key")]
    [InlineData("UPDATE evidence SET tokens = 5 WHERE id = 1", "another number of tokens")]
    [InlineData("UPDATE evidence SET key = 'text' WHERE id = 1", "a row lacks bytes as its key")]
    [InlineData("UPDATE models SET fingerprint = 'other'", "its scores, its model, its policy or its key")]
    [InlineData("UPDATE evidence SET key = x'00' WHERE id = 1", "the key of a row of evidence is no SHA-256")]
    [InlineData("UPDATE models SET fingerprint = hex(zeroblob(3000))", "the name of a model or of a policy has more than 4096 characters")]
    public void A_row_that_was_altered_is_named(string sql, string expected)
    {
        var shard = MakeClosed("a.db");
        Meddle(shard, sql);
        Assert.Contains(expected, MergeOne(shard).Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE evidence SET payload = zeroblob(68000000) WHERE id = 9", "holds a value of more than 64 MiB, and a merge takes none")]
    [InlineData("UPDATE names SET text = hex(zeroblob(34000000))", "holds a value of more than 64 MiB, and a merge takes none")]
    [InlineData(
        "INSERT INTO evidence_failures SELECT zeroblob(32), 1, 1, hex(zeroblob(34000000)), '' FROM names LIMIT 1",
        "holds a value of more than 64 MiB, and a merge takes none")]
    [InlineData("INSERT INTO vocabularies VALUES ('bpe', zeroblob(34000000), zeroblob(32))", "the vocabulary of bpe has more than 32 MiB")]
    [InlineData("INSERT INTO vocabularies VALUES ('bpe', zeroblob(68000000), zeroblob(32))", "the vocabulary of bpe has more than 32 MiB")]
    [InlineData(
        "INSERT INTO endpoint_identities VALUES (1, 'f', 'http://x', 'm', NULL, NULL, hex(zeroblob(3000000)), '', zeroblob(32))",
        "what a model at an endpoint is known by has more than 4 MiB")]
    public void Values_that_are_larger_than_any_honest_one_are_not_read(string sql, string expected)
    {
        var shard = MakeClosed("a.db");
        Meddle(shard, sql);
        using var store = SqliteProbeStore.Open(_scene.PathOf("out.db"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var merged = ShardScene.MergeOne(store, shard);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Contains(expected, merged.Failure, StringComparison.Ordinal);
        Assert.EndsWith(Remedy, merged.Failure, StringComparison.Ordinal);
        Assert.Empty(store.Check().Problems);
    }

    [Fact]
    public void A_shard_whose_index_leaves_a_row_out_is_not_said_to_be_merged()
    {
        var shard = MakeClosed("a.db");

        // For one insertion the index is one that the row does not belong to.
        Meddle(
            shard,
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, 'BLOB NOT NULL UNIQUE', 'BLOB NOT NULL       ') WHERE name = 'evidence';
            UPDATE sqlite_schema SET sql = 'CREATE INDEX sqlite_autoindex_evidence_1 ON evidence (key) WHERE key IS NULL'
            WHERE name = 'sqlite_autoindex_evidence_1';
            """);
        Meddle(shard, "INSERT INTO evidence (key, model, tokens, payload, binding) VALUES (zeroblob(32), 1, 1, x'00', x'00')");
        Meddle(
            shard,
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, 'BLOB NOT NULL       ', 'BLOB NOT NULL UNIQUE') WHERE name = 'evidence';
            UPDATE sqlite_schema SET sql = NULL WHERE name = 'sqlite_autoindex_evidence_1';
            """);
        using var store = SqliteProbeStore.Open(_scene.PathOf("out.db"));
        Assert.Contains("its index of evidence leaves rows out", ShardScene.MergeOne(store, shard).Failure, StringComparison.Ordinal);
        Assert.Empty(store.ReadMergedShards());
    }

    [Fact]
    public void A_shard_of_another_version_is_refused_with_what_to_do()
    {
        var old = _scene.PathOf("old.db");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Stores", "schema-14.db"), old);
        var before = File.ReadAllBytes(old);
        Assert.Equal(
            $"the shard {old} has schema version 14, and only version {Storage.Sqlite.Schema.Migrations.Count} is merged: "
            + $"`mia-probe store check --store {old}` brings it up to date",
            MergeOne(old).Failure);
        Assert.Equal(before, File.ReadAllBytes(old));
        SqliteProbeStore.OpenExisting(old).Dispose();
        Assert.Null(MergeOne(old).Failure);

        var later = MakeClosed("later.db");
        Meddle(later, "PRAGMA user_version = 99");
        Assert.EndsWith(
            $"has schema version 99; this program knows up to {Storage.Sqlite.Schema.Migrations.Count}: use a newer mia-probe",
            MergeOne(later).Failure,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_store_or_not_there_or_has_other_tables_is_refused()
    {
        File.WriteAllText(_scene.PathOf("text.db"), new string('x', 5000));
        Assert.Contains("text.db is not a store of mia-probe", MergeOne(_scene.PathOf("text.db")).Failure, StringComparison.Ordinal);
        Assert.Contains("missing.db", MergeOne(_scene.PathOf("missing.db")).Failure, StringComparison.Ordinal);
        var other = MakeClosed("other.db");
        Meddle(other, "CREATE TABLE more (x)");
        Assert.Contains("holds the table 'more', which mia-probe does not make", MergeOne(other).Failure, StringComparison.Ordinal);
        Directory.CreateDirectory(_scene.PathOf("folder.db"));
        Assert.Contains("folder.db", MergeOne(_scene.PathOf("folder.db")).Failure, StringComparison.Ordinal);
    }

    private ShardMerge MergeOne(string shard)
    {
        using var store = SqliteProbeStore.Open(_scene.PathOf("out.db"));
        var merged = ShardScene.MergeOne(store, shard);
        Assert.Empty(store.Check().Problems);
        return merged;
    }

    private string MakeClosed(string name) => _scene.Make(name, store =>
    {
        ShardScene.AddAll(store, Enumerable.Range(0, 150));
        for (var number = 0; number < 60; number++)
        {
            store.KeepAttempt(Samples.Attempt(number));
        }
    });

    private static void Meddle(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

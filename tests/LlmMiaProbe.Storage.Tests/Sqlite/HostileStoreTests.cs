using System.Globalization;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tests.Sqlite;

/// <summary>Stores that somebody else made or damaged: one sentence that names the store, and nothing is run or changed.</summary>
public sealed class HostileStoreTests : IDisposable
{
    private static readonly string s_newest = Schema.Migrations.Count.ToString(CultureInfo.InvariantCulture);

    private readonly StoreFolder _folder = new();

    [Theory]
    [InlineData("CREATE TRIGGER spy AFTER INSERT ON runs BEGIN DELETE FROM runs; END", "holds the trigger 'spy', which mia-probe does not make")]
    [InlineData("CREATE TRIGGER runs AFTER INSERT ON runs BEGIN DELETE FROM runs; END", "holds the trigger 'runs', which mia-probe does not make")]
    [InlineData("DROP TRIGGER attempts_stay; CREATE TRIGGER attempts_stay AFTER INSERT ON runs BEGIN DELETE FROM runs; END", "holds the trigger 'attempts_stay', which is not as mia-probe makes it")]
    [InlineData("CREATE VIEW bait AS SELECT 1", "holds the view 'bait', which mia-probe does not make")]
    [InlineData("DROP TABLE evaluations; CREATE VIEW evaluations AS WITH RECURSIVE n(run, json) AS (SELECT 1, '' UNION ALL SELECT run + 1, json FROM n) SELECT * FROM n", "holds the view 'evaluations', which mia-probe does not make")]
    [InlineData("CREATE TABLE mine (x)", "holds the table 'mine', which mia-probe does not make")]
    [InlineData("CREATE TABLE \"a\u001b[2J\u202eb\" (x)", "holds the table 'a??2J?b', which mia-probe does not make")]
    [InlineData("CREATE VIRTUAL TABLE mine USING fts5(x)", "holds the table 'mine', which mia-probe does not make")]
    [InlineData("CREATE INDEX mine ON runs (abs(documents))", "holds the index 'mine', which mia-probe does not make")]
    [InlineData("ALTER TABLE runs ADD COLUMN mine AS (abs(documents))", "holds the table 'runs', which is not as mia-probe makes it")]
    [InlineData("DROP TABLE scores", "lacks the table 'scores'")]
    [InlineData("DROP INDEX attempts_by_key", "lacks the index 'attempts_by_key'")]
    [InlineData("DROP TRIGGER attempts_stay", "lacks the trigger 'attempts_stay'")]
    public void What_mia_probe_does_not_make_is_refused_and_left_alone(string sql, string difference)
    {
        MakeStore();
        _folder.Meddle(sql);
        AssertRefused($"the store {_folder.StorePath} says that it has schema version {s_newest} and {difference}, so somebody altered it or it is damaged: use a copy as mia-probe left it, or choose another store with --store");
    }

    [Fact]
    public void A_schema_that_SQLite_cannot_read_is_damage()
    {
        MakeStore();
        _folder.Meddle("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE runs (' WHERE name = 'runs'");
        foreach (var open in Opens)
        {
            Assert.StartsWith($"the store {_folder.StorePath} is damaged (", Assert.Throws<PrerequisiteException>(() => open(_folder.StorePath)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(1000)]
    [InlineData(int.MinValue)]
    public void A_version_set_by_hand_is_noticed(int version)
    {
        MakeStore();
        _folder.Meddle(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
        foreach (var open in Opens)
        {
            var error = Assert.Throws<PrerequisiteException>(() => open(_folder.StorePath));
            Assert.StartsWith($"the store {_folder.StorePath} ", error.Message, StringComparison.Ordinal);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"schema version {(version < 0 ? "is " : "")}{version}"), error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_connection_trusts_no_schema_and_allows_no_more_than_a_store_needs()
    {
        _folder.Open(out var session);
        Assert.Equal(0L, session.Scalar("PRAGMA trusted_schema"));
        Assert.Equal(1L, session.Scalar("PRAGMA cell_size_check"));
        Assert.ThrowsAny<Exception>(() => session.Execute("ATTACH ':memory:' AS other"));
        Assert.ThrowsAny<Exception>(() => session.Execute($"SELECT '{new string('x', 1 << 17)}'"));
        Assert.ThrowsAny<Exception>(() => session.Execute($"SELECT {string.Join('+', Enumerable.Repeat("(1", 200))}{new string(')', 200)}"));
        Assert.ThrowsAny<Exception>(() => session.Execute($"SELECT {string.Join(", ", Enumerable.Range(1, 100))}"));
        Assert.ThrowsAny<Exception>(() => session.Execute("CREATE VIEW mine AS SELECT 1; SELECT * FROM mine"));
        Assert.ThrowsAny<Exception>(() => session.Execute("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = NULL"));
        Assert.ThrowsAny<Exception>(() => session.Execute("SELECT \"no such column\" FROM runs"));
        Assert.Equal(1L, session.Scalar("SELECT 1"));
    }

    [Fact]
    public void A_longer_value_than_any_store_needs_is_refused_with_a_sentence()
    {
        _folder.Open(out var session);
        var error = Assert.Throws<PrerequisiteException>(() => session.Scalar("SELECT zeroblob(?1)", (long)StoreProtection.LongestValue + 1));
        Assert.StartsWith($"the store {_folder.StorePath} holds, or would hold, a value of more than 512 MiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_and_payloads_still_fit()
    {
        var store = _folder.Open();
        var run = store.BeginRun(0);
        var text = string.Concat(Enumerable.Repeat("A long text of many words, é and 日本. ", 500_000));
        store.AddDocuments(run, [(Samples.Document(0, text), text)]);
        Assert.Equal(text, store.FindText(Samples.Document(0, text).Facts.Hash));

        var random = new Random(3);
        var scores = TokenScores.OfLogProbs([.. Enumerable.Range(0, 2_000_000).Select(i => i % 4096)], [.. Enumerable.Range(0, 2_000_000).Select(_ => -random.NextSingle())], null);
        store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact", scores);
        Assert.Equal(scores.LogProb, store.FindEvidence(Samples.Key(1))?.LogProb);
    }

    [Theory]
    [InlineData("UPDATE runs SET status = 'nonsense'")]
    [InlineData("UPDATE runs SET status = x'00'")]
    [InlineData("UPDATE runs SET started = 'yesterday'")]
    [InlineData("UPDATE runs SET documents = 'many'")]
    [InlineData("UPDATE runs SET settings = '{'")]
    [InlineData("UPDATE runs SET settings = '{}'")]
    [InlineData("UPDATE runs SET settings = 'null'")]
    [InlineData("UPDATE runs SET settings = json_set(settings, '$.attacks', NULL)")]
    [InlineData("UPDATE runs SET settings = json_set(settings, '$.corpora', json('[null]'))")]
    [InlineData("UPDATE runs SET settings = json_set(settings, '$.shadows', json('[null]'))")]
    [InlineData("UPDATE runs SET settings = json_set(settings, '$.hosted', json('{}'))")]
    [InlineData("UPDATE runs SET settings = json_set(settings, '$.resamples', 2000000000)")]
    [InlineData("UPDATE run_models SET vocabulary_size = 9999999999")]
    [InlineData("UPDATE run_models SET adds_bos = 'yes'")]
    [InlineData("UPDATE run_documents SET label = 'nonsense'")]
    [InlineData("UPDATE run_documents SET ordinal = 'abc' WHERE ordinal = 7", "PRAGMA foreign_keys = OFF")]
    [InlineData("UPDATE run_documents SET ordinal = 7.5 WHERE ordinal = 7", "PRAGMA foreign_keys = OFF")]
    [InlineData("UPDATE run_documents SET id = x'00'")]
    [InlineData("UPDATE run_documents SET fields = x'00'")]
    [InlineData("UPDATE documents SET hash = x'00' WHERE id = 1")]
    [InlineData("UPDATE documents SET hash = 'a text of thirty-two characters.' WHERE id = 1")]
    [InlineData("UPDATE documents SET byte_length = 'abc'")]
    [InlineData("UPDATE documents SET zlib_length = 'abc'")]
    [InlineData("UPDATE documents SET text = x'FF'")]
    [InlineData("UPDATE evidence SET payload = x'00'")]
    [InlineData("UPDATE evidence SET payload = 'text'")]
    [InlineData("UPDATE evidence SET payload = substr(payload, 1, length(payload) - 1)")]
    [InlineData("UPDATE evidence SET key = x'00' WHERE id = 1")]
    [InlineData("UPDATE scores SET value = 'abc', reason = NULL")]
    [InlineData("UPDATE scores SET value = 9e999, reason = NULL")]
    [InlineData("UPDATE scores SET value = NULL, reason = x'00'")]
    [InlineData("UPDATE scores SET ordinal = 'abc' WHERE ordinal = 7", "PRAGMA foreign_keys = OFF")]
    [InlineData("UPDATE run_shadows SET trained = 'perhaps'")]
    [InlineData("UPDATE run_shadows SET mean_log_prob = 'abc'")]
    [InlineData("UPDATE defects SET line = 'abc'")]
    [InlineData("UPDATE windows SET suffix_end = 'abc'")]
    [InlineData("UPDATE windows SET start = 'abc' WHERE start = 350")]
    [InlineData("UPDATE evaluations SET json = '{'")]
    [InlineData("UPDATE evaluations SET json = '[]' WHERE run = 1")]
    [InlineData("UPDATE evaluations SET json = '{\"attacks\":null}' WHERE run = 1")]
    [InlineData("UPDATE evaluations SET json = replace(json, '\"examples\":', '\"example\":') WHERE run = 1")]
    [InlineData("UPDATE evaluations SET json = x'00'")]
    [InlineData("UPDATE vocabularies SET pieces = x'FFFFFFFF07'")]
    [InlineData("UPDATE vocabularies SET pieces = x'FFFFFFFF0F'")]
    [InlineData("UPDATE vocabularies SET pieces = x'FFFFFFFFFFFF'")]
    [InlineData("UPDATE vocabularies SET pieces = 'text'")]
    [InlineData("UPDATE attempts SET finish = 'nonsense'", "DROP TRIGGER attempts_stay_as_they_are")]
    [InlineData("UPDATE attempts SET output_tokens = x'000000'", "DROP TRIGGER attempts_stay_as_they_are")]
    [InlineData("UPDATE attempts SET temperature = 'warm'", "DROP TRIGGER attempts_stay_as_they_are")]
    [InlineData("UPDATE attempts SET seed = 99999999999", "DROP TRIGGER attempts_stay_as_they_are")]
    [InlineData("UPDATE attempts SET made = ''", "DROP TRIGGER attempts_stay_as_they_are")]
    [InlineData("UPDATE attempts SET detail = '{'", "DROP TRIGGER attempts_stay_as_they_are")]
    [InlineData("UPDATE attempt_uses SET document = x'0102'", "DROP TRIGGER attempt_uses_stay_as_they_are")]
    [InlineData("UPDATE prompts SET tokens = x'00'", "DROP TRIGGER prompts_stay_as_they_are")]
    public void A_row_that_no_store_can_hold_is_damage(string sql, string before = "")
    {
        using var folder = OldStore.Copy(8);
        folder.Open().Dispose();
        var trigger = before.StartsWith("DROP TRIGGER", StringComparison.Ordinal) ? before.Split(' ')[^1] : null;
        var restored = trigger is null ? "" : Schema.Migrations[3].Split('\n').Single(line => line.StartsWith($"CREATE TRIGGER {trigger} ", StringComparison.Ordinal));
        folder.Meddle($"{before}; {sql}; {restored}");

        foreach (var open in Opens)
        {
            using var store = open(folder.StorePath);
            var error = Assert.Throws<PrerequisiteException>(() => OldStore.ReadAll(store));
            Assert.Contains(folder.StorePath, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_payload_that_claims_billions_of_tokens_gets_no_room_for_them()
    {
        var payload = TokenScoresCodec.Encode(TokenScores.OfLogProbs([], [], null));
        foreach (var offset in (int[])[5, 13])
        {
            var forged = payload.ToArray();
            BitConverter.TryWriteBytes(forged.AsSpan(offset), int.MaxValue);
            BitConverter.TryWriteBytes(forged.AsSpan(1), Crc32C.Of(forged.AsSpan(5)));
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal("it claims more tokens than it can hold", Assert.Throws<InvalidDataException>(() => TokenScoresCodec.Decode(forged)).Message);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Bytes_changed_anywhere_in_a_store_are_met_with_a_sentence_or_not_met_at_all(int version)
    {
        var random = new Random(version);
        using var folder = OldStore.Copy(version);
        var whole = File.ReadAllBytes(folder.StorePath);
        var refused = 0;
        for (var round = 0; round < 150; round++)
        {
            var bytes = whole.ToArray();
            for (var change = 0; change < 1 + (round % 20); change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            Replace(folder, round % 10 == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
            try
            {
                using var store = SqliteProbeStore.Open(folder.StorePath);
                OldStore.ReadAll(store);
            }
            catch (PrerequisiteException error)
            {
                Assert.Contains(folder.StorePath, error.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 30, 150);
    }

    public void Dispose() => _folder.Dispose();

    private static Func<string, SqliteProbeStore>[] Opens => [SqliteProbeStore.Open, SqliteProbeStore.OpenExisting];

    private static void Replace(StoreFolder folder, byte[] bytes)
    {
        foreach (var file in Directory.GetFiles(folder.Folder))
        {
            File.Delete(file);
        }

        File.WriteAllBytes(folder.StorePath, bytes);
    }

    private void MakeStore()
    {
        using var store = _folder.Open();
        store.BeginRun(2);
    }

    private void AssertRefused(string message)
    {
        var before = _folder.Snapshot();
        foreach (var open in Opens)
        {
            Assert.Equal(message, Assert.Throws<PrerequisiteException>(() => open(_folder.StorePath)).Message);
            Assert.Equal(before, _folder.Snapshot());
        }
    }
}

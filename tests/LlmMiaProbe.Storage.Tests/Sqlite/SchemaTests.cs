using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tests.Sqlite;

public sealed class SchemaTests : IDisposable
{
    private readonly StoreSession _session;

    public SchemaTests()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        _session = new StoreSession(connection, "probe.db");
    }

    [Fact]
    public void Migrations_are_applied_in_order_and_only_once()
    {
        Schema.Migrate(_session, ["CREATE TABLE a (x)"]);
        Schema.Migrate(_session, ["CREATE TABLE a (x)", "ALTER TABLE a RENAME TO b; INSERT INTO b VALUES (1)", "INSERT INTO b SELECT x + 1 FROM b"]);
        Assert.Equal([1L, 2L], _session.Rows("SELECT x FROM b ORDER BY x", row => row.GetInt64(0)));
        Assert.Equal(3L, _session.Scalar("PRAGMA user_version"));
    }

    [Fact]
    public void A_migration_that_fails_leaves_the_version_before_it()
    {
        Assert.Throws<SqliteException>(() => Schema.Migrate(_session, ["CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO missing VALUES (1)"]));
        Assert.Equal(1L, _session.Scalar("PRAGMA user_version"));
        Assert.Equal(["a"], _session.Rows("SELECT name FROM sqlite_master", row => row.GetString(0)));
    }

    [Fact]
    public void A_newer_version_is_refused_with_both_numbers()
    {
        _session.Execute("PRAGMA user_version = 7");
        var error = Assert.Throws<PrerequisiteException>(() => Schema.Migrate(_session, ["CREATE TABLE a (x)"]));
        Assert.Equal("the store probe.db has schema version 7; this program knows up to 1: use a newer mia-probe or another --store", error.Message);
    }

    [Fact]
    public void A_store_of_the_first_version_is_brought_up_to_date_with_all_that_it_holds()
    {
        Schema.Migrate(_session, [Schema.Migrations[0]]);
        _session.Execute("INSERT INTO runs (started, status, tool_version, settings) VALUES ('2024-02-29T12:00:00Z', 'finished', '0.1.0', '{}')");
        Schema.Migrate(_session, Schema.Migrations);
        Assert.Equal((long)Schema.Migrations.Count, _session.Scalar("PRAGMA user_version"));
        Assert.Equal(1L, _session.Scalar("SELECT COUNT(*) FROM runs"));
        Assert.Equal(0L, _session.Scalar("SELECT COUNT(*) FROM run_shadows"));
    }

    [Fact]
    public void The_version_of_a_store_is_the_number_of_its_last_script_and_none_is_missing() => Assert.Equal(
        Enumerable.Range(1, Schema.Migrations.Count).Select(number => $"{number:0000}"),
        Schema.Names.Select(name => name.Split('-')[0]));

    [Fact]
    public void Of_every_version_before_this_one_there_is_a_store_to_migrate() => Assert.Equal(
        Enumerable.Range(1, Schema.Migrations.Count - 1).Select(version => $"schema-{version}.db"),
        OldStore.Files.OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal));

    [Fact]
    public void The_embedded_scripts_pass_SQLites_own_checks()
    {
        Schema.Migrate(_session, Schema.Migrations);
        Assert.Equal("ok", _session.Scalar("PRAGMA integrity_check"));
        Assert.Empty(_session.Rows("PRAGMA foreign_key_check", row => row.GetString(0)));
        Assert.Contains("evidence", _session.Rows("SELECT name FROM sqlite_master WHERE type = 'table'", row => row.GetString(0)));
    }

    public void Dispose() => _session.Dispose();
}

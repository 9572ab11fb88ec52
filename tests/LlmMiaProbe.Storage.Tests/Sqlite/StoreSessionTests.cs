namespace LlmMiaProbe.Storage.Tests.Sqlite;

public sealed class StoreSessionTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void Work_that_throws_leaves_nothing_behind()
    {
        _folder.Open(out var session);
        Assert.Throws<FormatException>(() => session.Write(() =>
        {
            session.Execute("INSERT INTO names (text) VALUES (?1)", "a");
            throw new FormatException();
        }));
        session.Write(() => session.Execute("INSERT INTO names (text) VALUES (?1)", "b"));
        Assert.Equal(["b"], session.Rows("SELECT text FROM names", row => row.GetString(0)));
    }

    [Fact]
    public void A_transaction_inside_a_transaction_is_refused_and_undoes_the_outer_one()
    {
        _folder.Open(out var session);
        Assert.Throws<InvalidOperationException>(() => session.Write(() =>
        {
            session.Execute("INSERT INTO names (text) VALUES (?1)", "a");
            session.Write(() => session.Execute("INSERT INTO names (text) VALUES (?1)", "b"));
        }));
        Assert.Equal(0L, session.Scalar("SELECT COUNT(*) FROM names"));
    }

    [Fact]
    public void Settings_of_a_connection_are_as_promised()
    {
        _folder.Open(out var session);
        Assert.Equal("wal", session.Scalar("PRAGMA journal_mode"));
        Assert.Equal(1L, session.Scalar("PRAGMA synchronous"));
        Assert.Equal(1L, session.Scalar("PRAGMA foreign_keys"));
        Assert.Equal(10_000L, session.Scalar("PRAGMA busy_timeout"));
    }

    public void Dispose() => _folder.Dispose();
}

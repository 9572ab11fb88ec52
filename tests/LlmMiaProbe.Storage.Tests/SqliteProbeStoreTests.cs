using LlmMiaProbe.Attacks;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Storage.Tests;

public sealed class SqliteProbeStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void A_killed_process_loses_nothing_that_was_returned()
    {
        var store = _folder.Open();
        var run = store.BeginRun(3);
        store.SetRunModel(run, Samples.Model(ModelRole.Target));
        store.Answer(run, 0);
        store.AddFailure(run, new DocumentFailure(1, "doc-1", "target/plain", "too long"));
        store.ReplaceScores(run, [new StoredScore(0, "loss", AttackScore.Of(-1.5))]);
        store.SetEvaluation(run, "{}");
        store.SetRunState(run, RunStatus.Interrupted, new RunCounts(3, 1, 1, 0, 9));

        using var left = _folder.CopyAsLeftByKill();
        var found = left.Open();
        Assert.Equal((RunStatus.Interrupted, 9L, 1), found.ListRuns().Select(each => (each.Status, each.Counts.TokensDecoded, each.Models.Count)).Single());
        Assert.Equal([1, 0, 0], found.ReadEvidence(run).Select(entry => entry.Evidence.Count));
        Assert.Single(found.ReadFailures(run));
        Assert.Equal(-1.5, found.ReadScores(run).Single().Score.Value);
        Assert.Equal("{}", found.FindEvaluation(run));
        found.Answer(run, 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_process_killed_while_it_folds_its_log_into_the_file_loses_nothing(bool onlyRead)
    {
        var store = _folder.Open();
        var run = store.BeginRun(500);
        using var left = _folder.CopyAsLeftByKill();
        Assert.Equal(8192, new FileInfo(left.StorePath).Length);
        store.Dispose();

        // Only the first page got there, and it speaks of many.
        File.WriteAllBytes(left.StorePath, File.ReadAllBytes(_folder.StorePath)[..8192]);
        using var found = onlyRead ? SqliteProbeStore.OpenExisting(left.StorePath) : SqliteProbeStore.Open(left.StorePath);
        Assert.Equal(500, found.ReadDocuments(run).Count());
    }

    [Fact]
    public void What_one_connection_wrote_another_one_reads_at_once()
    {
        var (writer, reader) = (_folder.Open(), _folder.Open());
        var run = writer.BeginRun(2);
        writer.Answer(run, 1);
        Assert.Equal([0, 1], reader.ReadEvidence(run).Select(entry => entry.Evidence.Count));
    }

    [Fact]
    public async Task Two_writers_on_one_store_both_finish()
    {
        long[] runs = [_folder.Open().BeginRun(300), _folder.Open().BeginRun(300)];
        await Task.WhenAll(runs.Select((run, part) => Task.Run(() =>
        {
            using var store = SqliteProbeStore.Open(_folder.StorePath);
            for (var i = 0; i < 300; i++)
            {
                // They share half of the evidence.
                store.AddEvidence(Samples.Key(i + (150 * part)), Samples.Fingerprint, "exact", Samples.Scores(i));
                store.LinkEvidence(run, [(i, $"target/{part}", Samples.Key(i + (150 * part)))]);
            }
        })));

        var store = _folder.Open(out var session);
        Assert.All(runs, run => Assert.All(store.ReadEvidence(run), entry => Assert.Single(entry.Evidence)));
        Assert.Equal(450L, session.Scalar("SELECT COUNT(*) FROM evidence"));
        Assert.Equal("ok", session.Scalar("PRAGMA integrity_check"));
    }

    [Fact]
    public void A_store_may_be_written_while_its_streams_are_enumerated()
    {
        var store = _folder.Open();
        var run = store.BeginRun(700);
        foreach (var document in store.ReadDocuments(run))
        {
            store.Answer(run, (int)document.Ordinal);
        }

        store.ReplaceScores(run, Enumerable.Range(0, 700).Select(i => new StoredScore(i, "loss", AttackScore.Of(i))));
        var read = 0;
        foreach (var ((document, evidence), score) in store.ReadEvidence(run).Zip(store.ReadScores(run)))
        {
            Assert.Equal(document.Ordinal, score.Ordinal);
            Assert.Equal([(int)document.Ordinal], evidence["target/plain"].Tokens);
            store.AddFailure(run, new DocumentFailure(document.Ordinal, document.Id, "target/lowercase", "none"));
            read++;
        }

        Assert.Equal(700, read);
        Assert.Equal(700, store.ReadFailures(run).Count);
    }

    [Fact]
    public void A_closed_store_is_a_single_file()
    {
        using (var store = _folder.Open())
        {
            store.BeginRun(10);
        }

        Assert.Equal(["probe.db"], Directory.GetFiles(_folder.Folder).Select(Path.GetFileName));
    }

    public void Dispose() => _folder.Dispose();
}

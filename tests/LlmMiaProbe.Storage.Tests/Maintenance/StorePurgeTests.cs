using System.Text;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Storage.Tests.Maintenance;

public sealed class StorePurgeTests
{
    [Fact]
    public void Nothing_that_a_text_spelled_is_left_in_the_file_and_scores_hashes_and_links_are()
    {
        using var folder = OldStore.Copy(12);
        List<StoredScore> scores;
        List<string> texts;
        List<Generation.AttemptLink> links;
        using (var store = folder.Open())
        {
            texts = [.. Texts(store)];
            Assert.True(texts.Count >= 15);
            scores = [.. store.ListRuns().SelectMany(run => store.ReadScores(run.Id))];
            links = [.. store.ReadLinks()];
            var purged = store.Purge(null, "0.1.0", Samples.Noon);
            Assert.Equal((29L, 5L), (purged.Documents, purged.Texts));
            Assert.Equal(10, purged.Attempts);
            Assert.NotEqual(0, purged.Evidence);
            Assert.Empty(store.Check().Problems);
        }

        var bytes = Encoding.UTF8.GetString(File.ReadAllBytes(folder.StorePath));
        Assert.All(texts, text => Assert.DoesNotContain(text, bytes, StringComparison.Ordinal));
        Assert.False(File.Exists($"{folder.StorePath}-wal") && new FileInfo($"{folder.StorePath}-wal").Length > 0);

        using var after = SqliteProbeStore.OpenExisting(folder.StorePath);
        Assert.Equal(scores, after.ListRuns().SelectMany(run => after.ReadScores(run.Id)));
        Assert.Equal(links, after.ReadLinks());
        Assert.All(after.ListRuns(), run => Assert.NotNull(after.FindEvaluation(run.Id)));
        Assert.Empty(Texts(after));
        Assert.All(after.ReadEvidence(1), entry => Assert.Empty(entry.Evidence));
    }

    [Fact]
    public void One_document_goes_in_all_runs_and_the_others_stay()
    {
        using var folder = OldStore.Copy(12);
        using var store = folder.Open();
        var documents = store.ReadDocuments(1).ToList();
        var (gone, text) = (documents[0], store.FindText(documents[0].Facts.Hash) ?? "");
        Assert.NotEmpty(text);
        Assert.Contains(store.ReadAttempts(8), entry => entry.Use.Document == gone.Facts.Hash);
        var purged = store.Purge(gone.Id, "0.1.0", Samples.Noon);
        Assert.Contains(1L, purged.Runs);
        Assert.Contains(8L, purged.Runs);
        Assert.DoesNotContain(4L, purged.Runs);

        Assert.Null(store.FindText(gone.Facts.Hash));
        Assert.NotNull(store.FindText(documents[1].Facts.Hash));
        Assert.Equal([true, false, false, false], store.ReadEvidence(1).Select(entry => entry.Evidence.Count == 0));
        Assert.All(store.ReadAttempts(8), entry => Assert.Equal(entry.Use.Document == gone.Facts.Hash, entry.Attempt.IsPurged));
        Assert.All(store.ReadAttempts(8), entry => Assert.Equal(entry.Attempt.IsPurged, entry.Attempt.Outcome.Text.Length == 0));
        Assert.Empty(store.Check().Problems);
        Assert.Equal(
            $"--document: no run in {store.Location} has a document 'nobody'; `mia-probe runs export RUN` lists the ids of a run's documents.",
            Assert.Throws<ConfigurationException>(() => store.Purge("nobody", "0.1.0", Samples.Noon)).Message);
    }

    [Fact]
    public void What_was_purged_may_be_gathered_again()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var run = store.BeginRun(2);
        store.Answer(run, 0);
        store.Answer(run, 1);
        store.AddAttempt(run, new Generation.AttemptUse(Samples.Document(0).Facts.Hash, Models.ModelRole.Target, "secret"), Samples.Attempt(1));
        store.Purge("doc-0", "0.1.0", Samples.Noon);
        Assert.False(store.HasEvidence(Samples.Key(0)));
        Assert.Null(store.FindEvidence(Samples.Key(0)));
        Assert.Null(store.FindAttempt(Samples.Attempt(1).Key));

        store.Answer(run, 0);
        store.AddAttempt(run, new Generation.AttemptUse(Samples.Document(0).Facts.Hash, Models.ModelRole.Target, "again"), Samples.Attempt(1));
        Assert.Equal(Samples.Scores(0).Tokens, store.FindEvidence(Samples.Key(0))?.Tokens);
        Assert.Equal("My password is", store.FindAttempt(Samples.Attempt(1).Key)?.PromptText);
        Assert.Equal([true, false], store.ReadAttempts(run).Select(entry => entry.Attempt.IsPurged));
        Assert.Empty(store.Check().Problems);
    }

    [Fact]
    public void A_prompt_that_an_earlier_version_purged_may_be_given_again()
    {
        using var folder = OldStore.Copy(14);
        folder.MeddleWithRows(
            "UPDATE prompts SET tokens = x'', text = ''; UPDATE attempts SET purged = 1, output_tokens = x'', output_text = '', detail = NULL",
            "DROP TRIGGER prompts_stay_as_they_are; DROP TRIGGER attempts_stay_as_they_are");
        using var store = folder.Open(out var session);
        Assert.Equal(0L, session.Integer("SELECT COUNT(*) FROM prompts WHERE hex(digest) LIKE 'E3B0C44298FC1C149AFBF4C8996FB924%'"));
        store.KeepAttempt(Samples.Attempt(1));
        Assert.Equal("My password is", store.FindAttempt(Samples.Attempt(1).Key)?.PromptText);
        Assert.True(session.Integer("SELECT COUNT(*) FROM attempts WHERE purged = 1") > 0);
    }

    [Fact]
    public void A_run_whose_scores_were_purged_stays_so_when_others_gather_the_same_anew()
    {
        using var folder = OldStore.Copy(12);
        using var store = folder.Open(out var session);
        var key = new Models.EvidenceKey(session.Rows("SELECT lower(hex(key)) FROM evidence ORDER BY id", row => row.GetString(0))[0]);
        var before = store.ReadScores(1).ToList();
        store.Purge(null, "0.1.0", Samples.Noon);
        Assert.False(store.HasEvidence(key));
        Assert.Null(store.FindEvidence(key));

        // Other numbers, as a model behind an endpoint may give.
        store.AddEvidence(key, Samples.Fingerprint, "exact", Samples.Scores(7));
        Assert.Equal(Samples.Scores(7).LogProb, store.FindEvidence(key)?.LogProb);
        Assert.Equal(before, store.ReadScores(1));
        Assert.NotEqual(0, store.CountPurged(1));
        Assert.All(store.ReadEvidence(1), entry => Assert.Empty(entry.Evidence));
        Assert.Empty(store.Check().Problems);
    }

    [Fact]
    public void A_log_that_a_reader_keeps_from_being_cut_is_told()
    {
        using var folder = OldStore.Copy(12);
        using var store = folder.Open(TimeSpan.FromMilliseconds(100));
        var text = Texts(store).First(text => text.Length > 40 && !text.Contains('\n'));
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.StorePath};Pooling=False"))
        {
            connection.Open();
            using var reader = connection.CreateCommand();
            reader.CommandText = "BEGIN; SELECT COUNT(*) FROM documents";
            reader.ExecuteScalar();
            Assert.Equal(
                $"another process reads the store {folder.StorePath}, and its log {folder.StorePath}-wal still holds what was taken out: "
                + "end that process and give the same command again",
                Assert.Throws<PrerequisiteException>(() => store.Purge(null, "0.1.0", Samples.Noon)).Message);
        }

        store.Purge(null, "0.1.0", Samples.Noon);
        Assert.DoesNotContain(text, Encoding.UTF8.GetString(File.ReadAllBytes(folder.StorePath)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_altered_is_not_made_sound_by_a_purge()
    {
        using var folder = OldStore.Copy(12);
        folder.Open().Dispose();
        folder.MeddleWithRows("UPDATE scores SET value = value + 1 WHERE run = 1 AND ordinal = 0");
        using var store = folder.Open();
        store.Purge(null, "0.1.0", Samples.Noon);
        Assert.Contains(store.Check().Problems, line => line.Contains("run 1", StringComparison.Ordinal));
        Assert.DoesNotContain(store.Check().Problems, line => line.Contains("run 2", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Texts(SqliteProbeStore store) => store.ListRuns()
        .SelectMany(run => store.ReadDocuments(run.Id).Select(document => store.FindText(document.Facts.Hash))
            .Concat(store.ReadAttempts(run.Id).SelectMany(entry => (string[])[entry.Attempt.PromptText, entry.Attempt.Outcome.Text])))
        .OfType<string>()
        .Where(text => text.Length > 3)
        .Distinct();
}

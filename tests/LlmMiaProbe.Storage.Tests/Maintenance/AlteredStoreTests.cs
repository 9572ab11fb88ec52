using LlmMiaProbe.Generation;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tests.Maintenance;

/// <summary>What somebody edits in a store that is otherwise whole, and does not look damaged.</summary>
public sealed class AlteredStoreTests
{
    private const string Untie = "DROP TRIGGER attempts_stay_as_they_are";

    [Fact]
    public void A_store_as_it_was_written_has_no_problem()
    {
        foreach (var version in OldStore.Versions.Concat([9, 10, 11, 12]))
        {
            using var folder = OldStore.Copy(version);
            using var store = folder.Open();
            var found = store.Check();
            Assert.Empty(found.Problems);
            Assert.Equal(store.ListRuns().Count, found.Runs);
            Assert.Equal(store.ListRuns().Sum(run => store.ReadAttempts(run.Id).LongCount()), found.Attempts);
            Assert.Equal(0, found.Purged);
        }
    }

    [Theory]
    [InlineData("UPDATE run_documents SET label = 'nonmember' WHERE run = 1 AND label = 'member'", "run 1")]
    [InlineData("UPDATE run_documents SET id = 'other' WHERE run = 1 AND ordinal = 0", "run 1")]
    [InlineData("UPDATE run_documents SET calibrates = 1 WHERE run = 1 AND ordinal = 0", "run 1")]
    [InlineData("UPDATE run_documents SET document = (SELECT document FROM run_documents WHERE run = 1 AND ordinal = 1) WHERE run = 1 AND ordinal = 0", "run 1")]
    [InlineData("UPDATE scores SET value = value + 1 WHERE run = 1 AND ordinal = 0", "scores of run 1")]
    [InlineData("UPDATE scores SET value = NULL, reason = 'failed' WHERE run = 1 AND ordinal = 0", "scores of run 1")]
    [InlineData("UPDATE scores SET attack = (SELECT max(attack) FROM scores) + 0 WHERE run = 9 AND ordinal = 0", "scores of run 9")]
    [InlineData("DELETE FROM scores WHERE run = 1 AND ordinal = 0", "scores of run 1")]
    [InlineData("UPDATE evaluations SET json = replace(json, '0.', '0.9') WHERE run = 1", "evaluation of run 1")]
    [InlineData("UPDATE evaluations SET json = (SELECT json FROM evaluations WHERE run = 2) WHERE run = 1", "evaluation of run 1")]
    [InlineData("DELETE FROM evaluations WHERE run = 1", "evaluation of run 1")]
    [InlineData("UPDATE evaluations SET json = replace(json, '\"rank\":1', '\"rank\":2') WHERE run = 4", "evaluation of run 4")]
    [InlineData("UPDATE runs SET settings = json_set(settings, '$.seed', 7) WHERE id = 1", "run 1")]
    [InlineData("UPDATE runs SET failed = 1, scored = 3 WHERE id = 1", "run 1")]
    [InlineData("UPDATE runs SET started = '2020-01-01T00:00:00.0000000Z' WHERE id = 1", "run 1")]
    [InlineData("UPDATE run_models SET policy = policy || 'x' WHERE run = 1", "run 1")]
    [InlineData("UPDATE run_models SET model = (SELECT model FROM run_models WHERE run = 1 AND role = 'reference') WHERE run = 1 AND role = 'target'", "run 1")]
    [InlineData("DELETE FROM defects WHERE run = 1", "run 1")]
    [InlineData("INSERT INTO failures (run, ordinal, request, document, reason) VALUES (1, 0, 'target/plain', 'x', 'y')", "run 1")]
    [InlineData("UPDATE run_evidence SET evidence = (SELECT evidence FROM run_evidence WHERE run = 1 AND ordinal = 1) WHERE run = 1 AND ordinal = 0", "run 1")]
    [InlineData("DELETE FROM run_evidence WHERE run = 1 AND ordinal = 0", "run 1")]
    [InlineData("UPDATE windows SET suffix_end = suffix_end + 1 WHERE run = 3", "run 3")]
    [InlineData("DELETE FROM run_seals WHERE run = 1", "run 1 is finished and has no seal")]
    [InlineData("UPDATE run_seals SET (content, scores, evaluation, seal) = (SELECT content, scores, evaluation, seal FROM run_seals WHERE run = 2) WHERE run = 1", "run 1")]
    [InlineData("UPDATE evidence SET payload = (SELECT payload FROM evidence WHERE id = 2) WHERE id = 1", "evidence ")]
    [InlineData("UPDATE evidence SET (payload, binding) = (SELECT payload, binding FROM evidence WHERE id = 2) WHERE id = 1", "evidence ")]
    [InlineData("UPDATE evidence SET model = CASE model WHEN 1 THEN 2 ELSE 1 END WHERE id = 1", "evidence ")]
    [InlineData("UPDATE evidence SET no_answer = 'none' WHERE id = 1", "evidence ")]
    [InlineData("UPDATE documents SET text = text || '!' WHERE text IS NOT NULL", "is not the one that was kept")]
    [InlineData("UPDATE documents SET zlib_length = zlib_length - 1", "lengths")]
    [InlineData("UPDATE documents SET byte_length = byte_length - 1", "lengths")]
    [InlineData("UPDATE attempts SET output_text = output_text || '!' WHERE id = 1", "as it was put on record", Untie)]
    [InlineData("UPDATE attempts SET seed = seed + 1 WHERE id = 1", "as it was put on record", Untie)]
    [InlineData("UPDATE attempts SET made = '2020-01-01T00:00:00.0000000Z' WHERE id = 1", "as it was put on record", Untie)]
    [InlineData("UPDATE prompts SET text = text || '!' WHERE id = 1", "as it was put on record", "DROP TRIGGER prompts_stay_as_they_are")]
    [InlineData("UPDATE attempt_uses SET purpose = 'other' WHERE id = 1", "as it was put on record", "DROP TRIGGER attempt_uses_stay_as_they_are")]
    [InlineData("UPDATE attempts SET output_text = 'The password is hunter2', purged = 1 WHERE id = 1", "as it was put on record", Untie)]
    [InlineData("UPDATE attempt_uses SET id = -id WHERE id IN (SELECT max(id) FROM attempt_uses); UPDATE attempt_links SET used = -used WHERE used IN (SELECT max(used) FROM attempt_links)", "of run 8", "DROP TRIGGER attempt_uses_stay_as_they_are; DROP TRIGGER attempt_links_stay_as_they_are")]
    [InlineData("DELETE FROM attempts WHERE id = 1", "as it was put on record", "DROP TRIGGER attempts_stay")]
    [InlineData("UPDATE evidence SET payload = x'' WHERE id = 1", "are empty, and 0 were purged")]
    [InlineData("UPDATE vocabularies SET pieces = pieces || x'0141'", "the vocabulary")]
    public void What_was_swapped_or_edited_is_noticed_by_the_check_and_where_it_is_read(string sql, string problem, string before = "")
    {
        using var folder = OldStore.Copy(12);
        folder.Open().Dispose();
        folder.MeddleWithRows(sql, before);

        using var store = SqliteProbeStore.OpenExisting(folder.StorePath);
        var found = store.Check().Problems;
        Assert.Contains(found, line => line.Contains(problem, StringComparison.Ordinal));
        Assert.All(found, line => Assert.DoesNotContain('\n', line));
        Assert.Throws<PrerequisiteException>(() => ReadMore(store));
    }

    [Theory]
    [InlineData("UPDATE runs SET status = 'deleted' WHERE id = 8", "run 8 is said to be deleted")]
    [InlineData("UPDATE evidence SET payload = x'', purged = key, key = randomblob(32) WHERE id = 1", "1 token score vectors are empty, and 0 were purged")]
    [InlineData("UPDATE documents SET id = -id, text = 'x' WHERE id = 1; UPDATE run_documents SET document = -1 WHERE document = 1", "is not the one that was kept")]
    [InlineData("INSERT INTO endpoint_identities (fingerprint, url, reported_model, made, binding) VALUES ('a', 'http://a', 'm', '2020-01-01T00:00:00.0000000Z', x'00')", "is not what was kept")]
    public void What_is_hidden_or_made_up_is_noticed_by_the_check(string sql, string problem)
    {
        using var folder = OldStore.Copy(12);
        folder.Open().Dispose();
        folder.MeddleWithRows(sql);
        using var store = SqliteProbeStore.OpenExisting(folder.StorePath);
        Assert.Contains(store.Check().Problems, line => line.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DELETE FROM attempt_links WHERE number = 2", "link 2 of its attempts is missing")]
    [InlineData("UPDATE attempt_links SET run = 1 WHERE number = 2", "link 2 of its attempts does not follow")]
    [InlineData("UPDATE attempt_links SET digest = zeroblob(32) WHERE number = 2", "link 2 of its attempts does not follow")]
    [InlineData("UPDATE segments SET name = 'other'", "link 1 of its attempts does not follow")]
    public void A_broken_chain_is_noticed(string sql, string problem)
    {
        using var folder = OldStore.Copy(12);
        folder.Open().Dispose();
        folder.MeddleWithRows(sql, "DROP TRIGGER attempt_links_stay_as_they_are; DROP TRIGGER attempt_links_stay");
        using var store = SqliteProbeStore.OpenExisting(folder.StorePath);
        Assert.Contains(store.Check().Problems, line => line.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void An_attempt_that_is_dropped_with_all_that_belongs_to_it_changes_the_head_of_the_chain()
    {
        using var folder = OldStore.Copy(12);
        string head;
        using (var store = folder.Open())
        {
            head = Assert.Single(store.ReadSegments()).Head;
            Assert.Equal(store.ReadLinks().Last().Hash, head);
            Assert.Equal(store.ListRuns().Sum(run => store.ReadAttempts(run.Id).Count()), Assert.Single(store.ReadSegments()).Links);
        }

        folder.MeddleWithRows(
            "DELETE FROM attempt_links WHERE used = (SELECT max(id) FROM attempt_uses); DELETE FROM attempt_uses WHERE id = (SELECT max(id) FROM attempt_uses)",
            "DROP TRIGGER attempt_links_stay; DROP TRIGGER attempt_uses_stay");
        using var changed = SqliteProbeStore.OpenExisting(folder.StorePath);
        Assert.NotEqual(head, Assert.Single(changed.ReadSegments()).Head);
    }

    [Fact]
    public void A_run_that_is_deleted_leaves_its_links()
    {
        using var folder = OldStore.Copy(12);
        using var store = folder.Open();
        var links = store.ReadLinks().ToList();
        Assert.Contains(links, link => link.Run == 5);
        store.DeleteRun(5);
        Assert.Equal(links, store.ReadLinks());
        Assert.Empty(store.Check().Problems);
    }

    [Fact]
    public void Two_programs_that_write_attempts_in_turn_make_one_chain()
    {
        using var folder = new StoreFolder();
        using var one = folder.Open();
        using var other = SqliteProbeStore.Open(folder.StorePath);
        for (var i = 0; i < 20; i++)
        {
            var store = i % 2 == 0 ? one : other;
            var run = store.BeginRun(Samples.Settings, "0.1.0", Samples.Noon);
            store.SetRunModel(run, Samples.Model(Models.ModelRole.Target));
            store.AddAttempt(run, new AttemptUse(null, Models.ModelRole.Target, "secret"), Samples.Attempt(i));
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(number => (long)number), one.ReadLinks().Select(link => link.Number));
        Assert.Empty(other.Check().Problems);
    }

    [Fact]
    public void Writing_the_evaluation_of_an_altered_run_does_not_make_it_sound()
    {
        using var folder = OldStore.Copy(12);
        folder.Open().Dispose();
        folder.MeddleWithRows("UPDATE run_documents SET id = 'other' WHERE run = 1 AND ordinal = 0");
        using var store = folder.Open();
        store.SetEvaluation(1, "{}");
        store.ReplaceScores(1, []);
        Assert.Contains(store.Check().Problems, line => line.Contains("run 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_prompt_and_a_long_answer_with_a_zero_character_are_kept_as_they_are()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var run = store.BeginRun(Samples.Settings, "0.1.0", Samples.Noon);
        var text = "zero \0 inside" + new string('x', 5000);
        var attempt = Samples.Attempt(1);
        store.AddAttempt(run, new AttemptUse(null, Models.ModelRole.Target, "secret"), attempt with { PromptText = text, Outcome = attempt.Outcome with { Text = text } });
        var (_, kept) = Assert.Single(store.ReadAttempts(run));
        Assert.Equal((text, text), (kept.PromptText, kept.Outcome.Text));
        Assert.Empty(store.Check().Problems);
    }

    [Fact]
    public void What_is_read_at_one_moment_is_not_changed_by_others()
    {
        using var folder = OldStore.Copy(12);
        using var store = folder.Open();
        using var other = SqliteProbeStore.Open(folder.StorePath);
        store.AtOneMoment(() =>
        {
            var links = store.ReadLinks().Count();
            var run = other.BeginRun(Samples.Settings, "0.1.0", Samples.Noon);
            other.AddAttempt(run, new AttemptUse(null, Models.ModelRole.Target, "secret"), Samples.Attempt(1));
            Assert.Equal(links, store.ReadLinks().Count());
            Assert.Equal(links, Assert.Single(store.ReadSegments()).Links);
        });
        Assert.Equal(other.ReadLinks(), store.ReadLinks());
    }

    [Fact]
    public void A_run_that_is_scored_again_by_the_program_is_sealed_again()
    {
        using var folder = OldStore.Copy(12);
        using var store = folder.Open();
        store.ReplaceScores(1, store.ReadScores(1).Take(4).ToList());
        Assert.Empty(store.Check().Problems);
        store.SetRunState(1, RunStatus.Running, RunCounts.None);
        Assert.Empty(store.Check().Problems);
    }

    private static void ReadMore(SqliteProbeStore store)
    {
        OldStore.ReadAll(store);
        foreach (var run in store.ListRuns())
        {
            store.FindEvaluation(run.Id);
        }
    }
}

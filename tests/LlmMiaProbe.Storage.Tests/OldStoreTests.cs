using LlmMiaProbe.Attacks;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tests;

public sealed class OldStoreTests
{
    private const string Unknown = "an earlier version measured its compressed length with another library, and its text was not kept to measure it again";

    public static TheoryData<int> Versions => [.. OldStore.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_store_of_every_older_version_is_migrated_with_all_that_it_holds(int version)
    {
        using var folder = OldStore.Copy(version);
        using var store = folder.Open(out var session);
        Assert.Equal(Schema.Migrations.Count, session.Integer("PRAGMA user_version"));
        Assert.Equal("ok", session.Scalar("PRAGMA integrity_check"));
        Assert.Empty(session.Rows("PRAGMA foreign_key_check", row => row.Text(0)));
        OldStore.ReadAll(store);

        var runs = store.ListRuns();
        Assert.Equal(version switch { < 3 => 2, < 5 => 3, < 7 => 4, _ => 5 }, runs.Count);
        Assert.All(runs, run => Assert.Equal(RunStatus.Finished, run.Status));
        Assert.Equal(new RunCounts(8, 8, 0, 0, 576) { Unreadable = 1 }, runs[0].Counts);
        Assert.All(runs, run => Assert.Equal((null, null, null), (run.Name, run.Note, run.Parent)));
        Assert.Equal(["target.gguf", "base.gguf"], runs[0].Models.Select(model => model.Model.Name));
        Assert.False(runs[1].Settings.KeepText);
        Assert.All(runs, run => Assert.Equal(ModelEngine.LlamaCpp, run.Settings.Engine));

        var documents = store.ReadDocuments(1).ToList();
        Assert.Equal(["m0", "m1", "m2", "m3", "n0", "n1", "n2", "n3"], documents.Select(document => document.Id));
        Assert.Equal([89, 89, 57, 237, 99, 82, 68, 216], documents.Select(document => document.Facts.ByteLength));
        Assert.Equal(["g0", "g1", "g2", "g3", null, null, null, null], documents.Select(document => document.Group));
        Assert.Equal("""{"source":"lab"}""", documents[4].Fields);
        Assert.Equal("to be or not to be, that is the question whether to be or not to be is the question to be", store.FindText(documents[1].Facts.Hash));
        Assert.Equal("Über den Wolken muß die Freiheit wohl grenzenlos sein – café, naïve, 東京.", store.FindText(documents[5].Facts.Hash));
        Assert.Equal(9, Assert.Single(store.ReadDefects(1)).Line);

        Assert.Equal(-4.72171034595619, Score(store, 1, 0, "loss").Value ?? 0, 1e-14);
        Assert.Equal(-2.013309986695, Score(store, 1, 1, "reference-difference").Value ?? 0, 1e-12);
        var (_, evidence) = store.ReadEvidence(1).First();
        Assert.Equal(["reference/plain", "target/plain"], evidence.Keys.Order());
        Assert.Equal(-4.72171034595619, evidence["target/plain"].MeanLogProb, 1e-12);
        Assert.Equal(Score(store, 1, 0, "loss").Value, StoredEvaluation.Find(store, 1) is { IsComplete: true } ? evidence["target/plain"].MeanLogProb : null);
        Assert.Equal(version < 2 ? 0 : 16, store.ReadShadows(1).Count());
    }

    [Fact]
    public void A_text_with_a_zero_character_that_is_whole_stays_and_one_that_was_cut_is_not_kept()
    {
        using var folder = OldStore.Copy(12);
        var (whole, cut) = ("zero \0 inside", "cut at \0 a zero");
        folder.Meddle($"INSERT INTO documents (hash, byte_length, zlib_length, text) VALUES (x'{ContentHash.Of(whole).Hex}', 13, 20, CAST(x'{Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(whole))}' AS TEXT))");
        folder.Meddle($"INSERT INTO documents (hash, byte_length, zlib_length, text) VALUES (x'{ContentHash.Of(cut).Hex}', 15, 20, 'cut at ')");
        using var store = folder.Open();
        Assert.Equal(whole, store.FindText(ContentHash.Of(whole)));
        Assert.Null(store.FindText(ContentHash.Of(cut)));
    }

    [Fact]
    public void A_store_of_version_14_keeps_its_evidence_its_seals_and_its_chain_and_does_not_say_under_which_policy()
    {
        using var folder = OldStore.Copy(14);
        using var store = folder.Open(out var session);
        Assert.Equal(Schema.Migrations.Count, session.Integer("PRAGMA user_version"));
        OldStore.ReadAll(store);
        Assert.Empty(store.Check().Problems);
        Assert.Equal(
            ["membership", "membership", "membership", "membership", "extraction", "secret", "membership", "continue", "membership"],
            store.ListRuns().Select(run => run.Settings.Task.Name));
        var target = store.ListRuns()[0].Models[0].Model;
        var policy = Assert.Single(store.ReadPolicies(target.Fingerprint));
        Assert.Null(policy.Policy);

        var key = Samples.Key(1);
        store.AddEvidence(key, target.Fingerprint, "exact", Samples.Scores(1));
        Assert.Equal([null, "exact"], store.ReadPolicies(target.Fingerprint).Select(one => one.Policy));
        Assert.Equal(policy.Count, store.ReadPolicies(target.Fingerprint)[0].Count);
        Assert.Equal(0.5, store.ListRuns()[2].Models[0].Model.Adapters.Single().Scale);
        Assert.Equal(8, store.ReadLinks().Count());
        Assert.Empty(store.Check().Problems);
        Assert.Null(store.FindShard());
        Assert.Empty(store.ReadMergedShards());
    }

    [Fact]
    public void A_store_of_version_11_says_of_each_run_what_it_is()
    {
        using var folder = OldStore.Copy(11);
        using var store = folder.Open(out var session);
        Assert.Equal(Schema.Migrations.Count, session.Integer("PRAGMA user_version"));
        OldStore.ReadAll(store);
        Assert.Equal(["membership", "extraction", "canary", "secret", "continue", "ask"], store.ListRuns().Select(run => run.Settings.Task.Name));
        Assert.Equal(
            (50, 50, 10, 2),
            store.ListRuns()[1].Settings.Extraction is { } windows ? (windows.PrefixTokens, windows.SuffixTokens, windows.StrideCharacters, windows.Sample) : default);
        Assert.Equal("mia-probe secret 'The Time Traveller' --model /lab/target.gguf --samples 3 --temperature 1 --max-tokens 4 --stop '\\n' --seed 0 --numerics exact --threads 1",
            Assert.IsType<SecretTask>(store.ListRuns()[3].Settings.Task).Command);
        var asked = Assert.IsType<QuestionTask>(store.ListRuns()[5].Settings.Task);
        Assert.Equal(("continue", "a run of questions ('mia-probe ask continue')"), (asked.Method, asked.Description));
        Assert.StartsWith("mia-probe ask continue --model /lab/target.gguf ", asked.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_of_version_10_keeps_what_was_asked_of_endpoints_with_the_runs()
    {
        using var folder = OldStore.Copy(10);
        using var store = folder.Open(out var session);
        Assert.Equal(Schema.Migrations.Count, session.Integer("PRAGMA user_version"));
        OldStore.ReadAll(store);
        Assert.Equal(
            [new EndpointUsage(4, 0, 0, 0, 83, 4), new EndpointUsage(12, 0, 0, 0, 107, 12), new EndpointUsage(5, 0, 0, 0, 15, 60)],
            store.ListRuns().Select(run => run.Usage));
        Assert.Equal([RunStatus.Finished, RunStatus.Interrupted, RunStatus.Finished], store.ListRuns().Select(run => run.Status));
        Assert.True(StoredEvaluation.Find(store, 1)?.IsComplete);

        // Of an extraction under way an earlier version kept its usage as an evaluation, which it is not.
        Assert.Null(store.FindEvaluation(2));
        store.AddUsage(2, new EndpointUsage(3, 1, 1, 1, 20, 2));
        Assert.Equal(new EndpointUsage(15, 1, 1, 1, 127, 14), store.FindRun(2)?.Usage);

        var again = new RunAnalysis(store).Rescore(1, ["loss"], "0.0-test", DateTimeOffset.UnixEpoch);
        Assert.Equal(store.FindRun(1)?.Usage, store.FindRun(again)?.Usage);
    }

    [Fact]
    public void A_store_of_version_9_is_migrated_with_all_that_it_holds_and_its_runs_can_be_computed_again_named_and_deleted()
    {
        using var folder = OldStore.Copy(9);
        using var store = folder.Open(out var session);
        Assert.Equal(Schema.Migrations.Count, session.Integer("PRAGMA user_version"));
        OldStore.ReadAll(store);
        Assert.Equal([8, 4, 1], store.ListRuns().Select(run => run.Counts.Scored));
        Assert.Equal((1L, 0L), (store.ListRuns()[0].Counts.Unreadable, store.ListRuns()[0].Counts.LeftOut));
        Assert.Equal(-4.72171034595619, Score(store, 1, 0, "loss").Value ?? 0, 1e-12);

        var before = store.ReadScores(1).ToList();
        var again = new RunAnalysis(store).Rescore(1, ["loss"], "0.0-test", DateTimeOffset.UnixEpoch);
        Assert.Equal(before, store.ReadScores(1));
        Assert.Equal(before.Where(score => score.Attack == "loss"), store.ReadScores(again));
        store.NameRun(again, "loss-alone");
        Assert.Equal(again, store.FindNamed("loss-alone"));
        Assert.Equal("--name: run 4 in " + store.Location + " is called 'loss-alone' already: choose another, or take it away from that one with 'mia-probe runs name 4 --none'.",
            Assert.Throws<ConfigurationException>(() => store.NameRun(1, "loss-alone")).Message);

        var attempts = store.ReadAttempts(3).Count();
        var windows = new Extraction.ExtractionAnalysis(store).Again(3, "0.0-test", DateTimeOffset.UnixEpoch);
        Assert.Equal(attempts, store.ReadAttempts(windows).Count());
        Assert.Equal(Extraction.ExtractionEvaluation.Find(store, 3)?.ToJson(), store.FindEvaluation(windows));
        store.DeleteRun(3);
        Assert.Null(store.FindRun(3));
        Assert.Equal([1, 2, 4, 5], store.ListRuns().Select(run => run.Id));
        Assert.Equal(store.FindEvaluation(windows), new Extraction.ExtractionAnalysis(store).Analyze(windows).ToJson());
        Assert.Empty(session.Rows("PRAGMA foreign_key_check", row => row.Text(0)));
        store.DeleteRun(windows);
        store.SetRunState(windows, RunStatus.Interrupted, RunCounts.None);
        store.SetRunName(windows, "gone");
        Assert.Null(store.FindRun(windows));
        Assert.Null(store.FindNamed("gone"));
        Assert.Equal(6, store.BeginRun(store.ListRuns()[0].Settings, "0.0-test", DateTimeOffset.UnixEpoch));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Windows_and_attempts_of_versions_that_had_them_read_back(int version)
    {
        using var folder = OldStore.Copy(version);
        using var store = folder.Open();
        var windows = version < 3 ? [] : store.ReadWindows(3, 0).ToList();
        Assert.Equal(version < 3 ? [] : [50, 150, 250, 350], windows.Select(window => window.Place.Start));
        Assert.All(windows, window => Assert.NotEqual(0, window.Scores.Count));

        var attempts = store.ListRuns().SelectMany(run => store.ReadAttempts(run.Id)).ToList();
        Assert.Equal(version switch { < 4 => 0, 4 => 1, 5 => 1, 6 => 9, _ => 10 }, attempts.Count);
        var texts = attempts.Select(entry => entry.Attempt.Outcome.Text).ToList();
        Assert.Contains(version switch { < 4 => "", 4 => "produced", _ => "He was in his head, and his patience was a" }, version < 4 ? [""] : texts.Select(text => text.TrimStart()));
        Assert.Equal(version < 7 ? null : 7, attempts.LastOrDefault().Attempt?.Outcome.Detail?.PromptTokens);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Lengths_of_another_library_are_measured_again_where_the_text_is_kept_and_unknown_elsewhere(int version)
    {
        using var folder = OldStore.Copy(version);
        using var store = folder.Open(out var session);
        Assert.Equal(OldStore.KeptLengths.Select(length => (int?)length), store.ReadDocuments(1).Select(document => document.Facts.ZlibLength));
        Assert.Equal([null, null, null, null], store.ReadDocuments(2).Select(document => document.Facts.ZlibLength));
        Assert.Equal([85L, 58L, 64L, 164L, 93L, 96L, 71L, 153L, 94L, 81L, 100L, 94L], session.Rows("SELECT sharpziplib_length FROM documents ORDER BY id LIMIT 12", row => row.Integer(0)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Scores_computed_again_come_from_the_new_lengths_alone(int version)
    {
        using var folder = OldStore.Copy(version);
        using var store = folder.Open();
        var analysis = new RunAnalysis(store);
        Assert.Null(StoredEvaluation.Find(store, 1)?.Compression);

        Assert.Equal(ZlibLengthMeter.Method, analysis.Analyze(1).Compression);
        var loss = store.ReadScores(1).Where(score => score.Attack == "loss").Select(score => score.Score.Value ?? 0);
        Assert.Equal(loss.Zip(OldStore.KeptLengths, (value, length) => (double?)(value / length)), store.ReadScores(1).Where(score => score.Attack == "zlib").Select(score => score.Score.Value));

        Assert.Null(analysis.Analyze(2).Attacks.Single(attack => attack.Attack == "zlib").Auc);
        Assert.All(store.ReadScores(2), score => Assert.Equal(score.Attack == "zlib" ? Unknown : null, score.Score.Reason));
    }

    [Fact]
    public void A_run_of_an_older_version_is_compared_by_no_attack_that_compresses_until_it_is_scored_again()
    {
        using var folder = OldStore.Copy(8);
        using var store = folder.Open();
        var later = ScoreAgainAsNewRun(store);
        var comparison = new RunComparer(store).Compare(1, later);
        var refused = comparison.Attacks.Where(change => change.Attack is "zlib" or "combined").ToList();
        Assert.Equal(2, refused.Count);
        Assert.All(refused, change => Assert.Equal(
            ($"{change.Attack} is not compared, because an earlier version measured the compressed lengths of run 1 with another library: 'mia-probe rescore 1' computes its scores again.", null, null, null),
            (change.Reason, change.Change, change.Earlier, change.Later)));
        Assert.NotNull(comparison.Attacks.Single(change => change.Attack == "loss").Change);
        Assert.Equal(refused[0].Reason, new RunComparer(store).Compare(later, 1).Attacks.Single(change => change.Attack == refused[0].Attack).Reason);

        new RunAnalysis(store).Analyze(1);
        Assert.Equal(0, new RunComparer(store).Compare(1, later).Attacks.Single(change => change.Attack == "zlib").Change?.Value);
    }

    [Fact]
    public void Decisions_by_an_attack_that_compresses_are_not_compared_either()
    {
        using var folder = OldStore.Copy(8);
        using var store = folder.Open();
        var (zlibOnly, later) = (ScoreAgainAsNewRun(store, "zlib"), ScoreAgainAsNewRun(store, "zlib"));
        store.SetEvaluation(zlibOnly, ((StoredEvaluation.Find(store, zlibOnly) ?? throw new InvalidOperationException()) with { Compression = null }).ToJson());
        var comparison = new RunComparer(store).Compare(zlibOnly, later);
        Assert.Empty(comparison.Exposure);
        Assert.StartsWith("zlib is not compared, because an earlier version", comparison.ExposureReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_comes_by_again_is_measured()
    {
        using var folder = OldStore.Copy(1);
        using var store = folder.Open();
        var documents = store.ReadDocuments(2).ToList();
        var run = store.BeginRun(Samples.Settings, "0.1.0", Samples.Noon);
        store.AddDocuments(run, [(documents[0] with { Facts = documents[0].Facts with { ZlibLength = 94 } }, null)]);
        store.AddFacts(documents[2].Facts with { ZlibLength = 101 });
        Assert.Equal([94, null, 101, null], store.ReadDocuments(2).Select(document => document.Facts.ZlibLength));

        store.AddFacts(documents[2].Facts with { ZlibLength = 1 });
        Assert.Equal(101, store.ReadDocuments(2).ElementAt(2).Facts.ZlibLength);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_store_of_an_older_version_that_is_only_read_is_brought_up_to_date_and_read(int version)
    {
        using var folder = OldStore.Copy(version);
        using (var store = SqliteProbeStore.OpenExisting(folder.StorePath))
        {
            OldStore.ReadAll(store);
            Assert.Equal(-4.72171034595619, Score(store, 1, 0, "loss").Value ?? 0, 1e-14);
        }

        // A second reader finds nothing to do.
        var after = folder.Snapshot();
        SqliteProbeStore.OpenExisting(folder.StorePath).Dispose();
        Assert.Equal(after, folder.Snapshot());
    }

    private static AttackScore Score(SqliteProbeStore store, long run, long ordinal, string attack) =>
        store.ReadScores(run).Single(score => score.Ordinal == ordinal && score.Attack == attack).Score;

    /// <summary>What a run of today makes of the documents and evidence of run 1.</summary>
    private static long ScoreAgainAsNewRun(SqliteProbeStore store, params string[] attacks)
    {
        var old = store.FindRun(1) ?? throw new InvalidOperationException();
        var run = store.BeginRun(old.Settings with { Shadows = [], ShadowManifest = null, Attacks = attacks is [] ? ["loss", "zlib", "combined"] : attacks }, "0.1.0", Samples.Noon);
        foreach (var model in old.Models)
        {
            store.SetRunModel(run, model);
        }

        store.AddDocuments(run, [.. store.ReadDocuments(1).Select(document => (document, store.FindText(document.Facts.Hash)))]);
        foreach (var (document, evidence) in store.ReadEvidence(1).ToList())
        {
            foreach (var (request, scores) in evidence)
            {
                var key = EvidenceKey.Of(old.Models[0].Model.Fingerprint, request, null, scores.Tokens);
                store.AddEvidence(key, old.Models[0].Model.Fingerprint, "exact", scores);
                store.LinkEvidence(run, [(document.Ordinal, request, key)]);
            }
        }

        new RunAnalysis(store).Analyze(run);
        store.SetRunState(run, RunStatus.Finished, old.Counts);
        return run;
    }
}

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tests.Maintenance;

public sealed class StoreMergeTests : IDisposable
{
    private static readonly ShardPlace s_place = new(new string('c', 64), 7, 1);

    private readonly ShardScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Two_shards_that_overlap_make_the_store_that_one_process_would_have_made()
    {
        var one = _scene.Make("one.db", store => Fill(store, 0, 50));
        var two = _scene.Make("two.db", store => Fill(store, 30, 50));
        var whole = _scene.Make("whole.db", store => Fill(store, 0, 80));
        var merged = _scene.Merge("out.db", one, two);
        Assert.Equal(ShardScene.Dump(whole), ShardScene.Dump(_scene.PathOf("out.db")));
        Assert.Equal([(103L, 0L), (60L, 43L)], merged.Select(shard => (shard.Added, shard.Known)));
    }

    [Fact]
    public void What_was_merged_is_not_read_again_and_a_copy_of_it_neither()
    {
        var shard = _scene.Make("a.db", store =>
        {
            store.SetShard(s_place);
            Fill(store, 0, 5);
        });
        Assert.Equal(s_place, Assert.Single(_scene.Merge("out.db", shard)).Place);
        var before = ShardScene.Dump(_scene.PathOf("out.db"));
        File.Copy(shard, _scene.PathOf("copy.db"));
        Assert.All(_scene.Merge("out.db", shard, _scene.PathOf("copy.db")), again => Assert.Equal((true, 0L), (again.WasMerged, again.Rows)));
        Assert.Equal(before, ShardScene.Dump(_scene.PathOf("out.db")));

        using var store = SqliteProbeStore.OpenExisting(_scene.PathOf("out.db"));
        Assert.Equal((s_place, Samples.Noon), store.ReadMergedShards().Select(merged => (merged.Place, merged.Merged)).Single());
    }

    [Property(MaxTest = 12)]
    public Property A_merge_is_idempotent_commutative_and_associative()
    {
        var entry = from key in Gen.Choose(0, 12) from kind in Gen.Choose(0, 2) from hour in Gen.Choose(0, 3) select (key, kind, hour);
        var shard = Gen.ArrayOf(entry);
        return Prop.ForAll((from a in shard from b in shard from c in shard select (a, b, c)).ToArbitrary(), shards =>
        {
            using var scene = new ShardScene();
            var (a, b, c) = (Make(scene, "a.db", shards.a), Make(scene, "b.db", shards.b), Make(scene, "c.db", shards.c));
            scene.Merge("abc.db", a, b, c);
            scene.Merge("cba.db", c, b, a);
            scene.Merge("bc.db", b, c);
            scene.Merge("a-bc.db", a, scene.PathOf("bc.db"));
            scene.Merge("twice.db", a, b, c);
            scene.Merge("twice.db", c, a, scene.PathOf("abc.db"));
            var expected = ShardScene.Dump(scene.PathOf("abc.db"));
            Assert.All(["cba.db", "a-bc.db", "twice.db"], other => Assert.Equal(expected, ShardScene.Dump(scene.PathOf(other))));
        });
    }

    [Fact]
    public void The_same_key_with_other_scores_is_named_with_both_files_and_nothing_of_it_is_taken()
    {
        var one = _scene.MakeOf("one.db", Enumerable.Range(0, 30));
        var two = _scene.Make("two.db", store =>
        {
            for (var i = 0; i < 60; i++)
            {
                store.AddEvidence(Samples.Key(i), Samples.Fingerprint, "exact", Samples.Scores(i < 25 ? i + 1 : i));
            }
        });
        using var store = SqliteProbeStore.Open(_scene.PathOf("out.db"));
        ShardScene.MergeOne(store, one);
        for (var time = 0; time < 2; time++)
        {
            var merged = ShardScene.MergeOne(store, two);
            Assert.Equal((25L, 20), (merged.Conflicts, merged.ConflictTexts.Count));
            Assert.Empty(merged.ConflictTexts.Except(Enumerable.Range(0, 25).Select(Text)));
            Assert.Equal(20, merged.ConflictTexts.Distinct().Count());
            Assert.Equal([3], store.FindEvidence(Samples.Key(3))?.Tokens ?? []);
            Assert.NotNull(store.FindEvidence(Samples.Key(59)));
        }

        Assert.Single(store.ReadMergedShards());
        Assert.Empty(store.Check().Problems);

        string Text(int i) => $"evidence {Samples.Key(i)}: the shard {two} has other token scores under this key than the store {_scene.PathOf("out.db")}";
    }

    [Fact]
    public void Another_produced_text_another_vocabulary_and_another_model_under_a_key_are_alarms_too()
    {
        var (attempt, other) = (Samples.Attempt(1), new ModelFingerprint(new string('b', 64)));
        var one = _scene.Make("one.db", store =>
        {
            store.KeepAttempt(attempt);
            store.AddVocabulary("bpe", new Vocabulary([[1], [2]]));
            store.AddEvidence(Samples.Key(1), Samples.Fingerprint, "exact", Samples.Scores(1));
        });
        var two = _scene.Make("two.db", store =>
        {
            store.KeepAttempt(attempt with { Outcome = new Continuation(attempt.Outcome.Request, [9], "other", FinishReason.Length) });
            store.AddVocabulary("bpe", new Vocabulary([[1], [3]]));
            store.AddEvidence(Samples.Key(1), other, "exact", Samples.Scores(1));
        });
        using var store = SqliteProbeStore.Open(_scene.PathOf("out.db"));
        ShardScene.MergeOne(store, one);
        var merged = ShardScene.MergeOne(store, two);
        Assert.Equal(3, merged.Conflicts);
        Assert.All(
            [$"evidence {Samples.Key(1)}: ", $"attempt {attempt.Key}: ", "vocabulary bpe: "],
            beginning => Assert.Contains(merged.ConflictTexts, text => text.StartsWith(beginning, StringComparison.Ordinal)));
        Assert.Equal("number 1", store.FindAttempt(attempt.Key)?.Outcome.Text);
    }

    [Fact]
    public void An_answer_replaces_no_answer_and_a_failure_and_is_replaced_by_neither()
    {
        var poor = _scene.Make("poor.db", store =>
        {
            store.AddNoAnswer(Samples.Key(1), Samples.Fingerprint, "exact", ShardScene.NoAnswer);
            store.AddFailedEvidence(Samples.Key(2), ShardScene.Failed("out of memory", 0));
            store.AddFailedEvidence(Samples.Key(3), ShardScene.Failed("out of memory", 0));
        });
        var rich = _scene.MakeOf("rich.db", [1, 2]);
        Assert.Equal([(3L, 0L, 0L), (0L, 0L, 2L)], Counts("one.db", poor).Concat(Counts("one.db", rich)));
        Assert.Equal([(2L, 0L, 0L), (1L, 2L, 0L)], Counts("other.db", rich).Concat(Counts("other.db", poor)));
        Assert.Equal(ShardScene.Dump(_scene.PathOf("one.db")), ShardScene.Dump(_scene.PathOf("other.db")));

        // Of shards that are given at once the answers come before all failures.
        Assert.Equal([(2L, 1L, 0L), (1L, 0L, 1L)], Counts("both.db", poor, rich));
        Assert.Equal(ShardScene.Dump(_scene.PathOf("one.db")), ShardScene.Dump(_scene.PathOf("both.db")));

        using var store = SqliteProbeStore.OpenExisting(_scene.PathOf("one.db"));
        Assert.Equal([1], store.FindEvidence(Samples.Key(1))?.Tokens ?? []);
        Assert.Null(store.FindFailedEvidence(Samples.Key(2)));
        Assert.Equal(ShardScene.Failed("out of memory", 0), store.FindFailedEvidence(Samples.Key(3)));

        IEnumerable<(long, long, long)> Counts(string into, params string[] shards) =>
            _scene.Merge(into, shards).Select(shard => (shard.Added, shard.Known, shard.Replaced));
    }

    [Fact]
    public void Of_shards_that_contradict_each_other_the_first_named_is_taken_and_the_other_is_named()
    {
        var one = _scene.MakeOf("one.db", Enumerable.Range(0, 40));
        var two = _scene.Make("two.db", store =>
        {
            for (var i = 20; i < 60; i++)
            {
                store.AddEvidence(Samples.Key(i), Samples.Fingerprint, "exact", Samples.Scores(i < 30 ? i + 1 : i));
            }
        });
        var merged = new List<ShardMerge>();
        using var store = SqliteProbeStore.Open(_scene.PathOf("out.db"));
        store.Merge([_scene.PathOf("missing.db"), two, one], Samples.Noon, merged.Add, CancellationToken.None);
        Assert.Equal([(0L, 0L, 0L), (40L, 0L, 0L), (20L, 10L, 10L)], merged.Select(shard => (shard.Added, shard.Known, shard.Conflicts)));
        Assert.Equal([true, false, false], merged.Select(shard => shard.Failure is not null));
        Assert.All(merged[2].ConflictTexts, text => Assert.Contains($"the shard {one} has other token scores", text, StringComparison.Ordinal));
        Assert.Equal([21], store.FindEvidence(Samples.Key(20))?.Tokens ?? []);
    }

    // A killed process leaves the beginning of a log, to whichever byte.
    [Fact]
    public void A_merge_that_was_killed_at_any_byte_of_its_log_left_whole_transactions_and_goes_on()
    {
        var shards = Enumerable.Range(0, 3).Select(i => _scene.Make($"{i}.db", store => Fill(store, 120 * i, 120))).ToArray();
        _scene.Merge("whole.db", shards);
        var whole = ShardScene.Dump(_scene.PathOf("whole.db"));
        var killed = _scene.PathOf("killed.db");
        SqliteProbeStore.Open(killed).Dispose();
        byte[] before = File.ReadAllBytes(killed), log;
        using (var store = SqliteProbeStore.Open(killed))
        {
            store.Merge(shards, Samples.Noon, batchRows: 50, _ => { }, CancellationToken.None);
            Assert.Equal(before, File.ReadAllBytes(killed));
            using var file = new FileStream($"{killed}-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            log = new byte[file.Length];
            file.ReadExactly(log);
        }

        var rows = new HashSet<long>();
        for (var cut = 0; cut < 24; cut++)
        {
            File.WriteAllBytes(killed, before);
            File.WriteAllBytes($"{killed}-wal", log[..(int)((long)log.Length * cut / 23)]);
            using (var store = SqliteProbeStore.Open(killed))
            {
                var kept = store.ReadPolicies(Samples.Fingerprint).Sum(policy => policy.Count);
                rows.Add(kept);
                Assert.True(kept % 50 == 0 || kept == 360, $"{kept} rows");
                Assert.True(store.ReadMergedShards() is [] || kept == 360, "a shard is said to be merged before it was");
                Assert.Empty(store.Check().Problems);
            }

            _scene.Merge("killed.db", shards);
            Assert.Equal(whole, ShardScene.Dump(killed));
        }

        Assert.InRange(rows.Count, 4, 9);
    }

    [Fact]
    public void No_answer_that_a_finished_run_was_computed_from_stays_and_the_run_whole()
    {
        var run = 0L;
        _scene.Make("out.db", store =>
        {
            run = store.BeginRun(1);
            store.AddNoAnswer(Samples.Key(0), Samples.Fingerprint, "exact", ShardScene.NoAnswer);
            store.LinkEvidence(run, [(0, "target/plain", Samples.Key(0))]);
            store.SetRunState(run, Probing.RunStatus.Finished, Probing.RunCounts.None);
        });
        Assert.Equal(1, Assert.Single(_scene.Merge("out.db", _scene.MakeOf("rich.db", [0]))).LeftOut);
        using var store = SqliteProbeStore.OpenExisting(_scene.PathOf("out.db"));
        Assert.Equal(ShardScene.NoAnswer, store.FindNoAnswer(Samples.Key(0)));
        store.RequireUnaltered(run);
    }

    [Fact]
    public async Task A_merge_that_is_cancelled_in_the_middle_keeps_what_it_wrote_and_goes_on_when_repeated()
    {
        const int rows = 3000;
        var shard = _scene.MakeOf("a.db", Enumerable.Range(0, rows));
        using (var store = SqliteProbeStore.Open(_scene.PathOf("out.db")))
        using (var other = SqliteProbeStore.OpenExisting(_scene.PathOf("out.db")))
        using (var stop = new CancellationTokenSource())
        {
            var watch = Task.Run(() =>
            {
                while (other.ReadPolicies(Samples.Fingerprint) is [])
                {
                    Thread.Yield();
                }

                stop.Cancel();
            });

            // A transaction for each row, so that there is a middle.
            Assert.ThrowsAny<OperationCanceledException>(() => store.Merge([shard], Samples.Noon, batchRows: 1, _ => { }, stop.Token));
            await watch;
            Assert.InRange(store.ReadPolicies(Samples.Fingerprint).Sum(policy => policy.Count), 1, rows - 1);
            Assert.Empty(store.ReadMergedShards());
            Assert.Empty(store.Check().Problems);
        }

        var again = Assert.Single(_scene.Merge("out.db", shard));
        Assert.Equal(((long)rows, true), (again.Rows, again.Known > 0 && again.Added > 0));
        Assert.Equal(ShardScene.Dump(shard), ShardScene.Dump(_scene.PathOf("out.db")));
    }

    [Fact]
    public void A_kept_attempt_is_found_by_a_later_run_which_links_it_as_its_own()
    {
        var shard = _scene.Make("a.db", store =>
        {
            store.KeepAttempt(Samples.Attempt(1));
            store.KeepAttempt(Samples.Attempt(1));
        });
        using var store = SqliteProbeStore.Open(_scene.PathOf("out.db"));
        Assert.Equal(1, ShardScene.MergeOne(store, shard).Added);
        Assert.Empty(store.Check().Problems);
        Assert.Empty(store.ReadLinks());
        var found = store.FindAttempt(Samples.Attempt(1).Key) ?? throw new InvalidOperationException("not found");
        var run = store.BeginRun(0);
        store.AddAttempt(run, new AttemptUse(null, ModelRole.Target, AttemptPurpose.Secret), found);
        Assert.Single(store.ReadLinks());
        Assert.Equal("number 1", Assert.Single(store.ReadAttempts(run)).Attempt.Outcome.Text);
        Assert.Empty(store.Check().Problems);
    }

    [Fact]
    public void A_store_is_not_merged_into_itself_by_whatever_name()
    {
        var out_ = _scene.MakeOf("out.db", [1]);
        File.CreateSymbolicLink(_scene.PathOf("link.db"), out_);
        using var store = SqliteProbeStore.Open(out_);
        Assert.All([out_, _scene.PathOf("link.db")], path => Assert.Equal(
            $"{path} is the store {out_} that shards are to be merged into: leave it out of the shards.",
            Assert.Throws<ConfigurationException>(() => ShardScene.MergeOne(store, path)).Message));
    }

    [Fact]
    public void A_shard_in_the_middle_of_being_written_is_read_as_it_is_and_read_again_the_next_time()
    {
        using var writer = SqliteProbeStore.Open(_scene.PathOf("a.db"));
        ShardScene.AddAll(writer, [1, 2]);
        Assert.Equal(2, Assert.Single(_scene.Merge("out.db", _scene.PathOf("a.db"))).Added);
        ShardScene.AddAll(writer, [3]);
        Assert.Equal((1L, 2L), _scene.Merge("out.db", _scene.PathOf("a.db")).Select(shard => (shard.Added, shard.Known)).Single());
    }

    [Fact]
    public void A_part_of_another_plan_is_not_written_into_a_shard()
    {
        using var store = SqliteProbeStore.Open(_scene.PathOf("a.db"));
        Assert.Null(store.FindShard());
        store.SetShard(s_place);
        store.SetShard(s_place);
        Assert.Equal(s_place, store.FindShard());
        Assert.Equal(
            $"the store {store.Location} holds part 7 (restart 1) of the plan {s_place.Plan}, and not part 8 (restart 1) of the plan {s_place.Plan}: "
            + "name another file for this one",
            Assert.Throws<PrerequisiteException>(() => store.SetShard(s_place with { Part = 8 })).Message);
    }

    private static string Make(ShardScene scene, string name, (int Key, int Kind, int Hour)[] entries) => scene.Make(name, store =>
    {
        foreach (var (key, kind, hour) in entries)
        {
            switch (kind)
            {
                case 0:
                    store.AddEvidence(Samples.Key(key), Samples.Fingerprint, $"policy {key % 3}", Samples.Scores(key));
                    break;
                case 1:
                    store.AddNoAnswer(Samples.Key(key), Samples.Fingerprint, $"policy {key % 3}", ShardScene.NoAnswer);
                    break;
                default:
                    store.AddFailedEvidence(Samples.Key(key), ShardScene.Failed($"failed at {hour}", hour) with { Policy = $"policy {key % 3}" });
                    break;
            }
        }
    });

    private static void Fill(SqliteProbeStore store, int first, int count)
    {
        ShardScene.AddAll(store, Enumerable.Range(first, count));
        for (var number = first; number < first + count; number++)
        {
            store.KeepAttempt(Samples.Attempt(number));
        }

        store.AddVocabulary("bpe", new Vocabulary([[1], [2]]));
        store.AddFailedEvidence(Samples.Key(1000), ShardScene.Failed("out of memory", 1));
        var failed = Samples.Attempt(1000);
        store.KeepAttempt(failed with { Outcome = failed.Outcome with { Failure = "timeout", Finish = FinishReason.Failed } });
    }
}

using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Shadows;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Storage.Tables;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class RunTableTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public static TheoryData<RunTask, string> Tasks => new()
    {
        { new MembershipTask(), """{"kind":"membership"}""" },
        { new CanaryTask("c"), """{"kind":"canary","command":"c"}""" },
        { new SecretTask("c"), """{"kind":"secret","command":"c"}""" },
        { new WholeWorkTask("c"), """{"kind":"continue","command":"c"}""" },
        { new QuestionTask("quiz", "c"), """{"kind":"ask","method":"quiz","command":"c"}""" },
        { new ExchangeabilityTask("c"), """{"kind":"exchangeability","command":"c"}""" },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public void What_a_run_is_to_find_out_is_stored_by_its_kind(RunTask task, string json)
    {
        var written = SettingsJson.Write(Samples.Settings with { Task = task });
        Assert.Equal(json, JsonDocument.Parse(written).RootElement.GetProperty("task").GetRawText());
        Assert.Equal(task, SettingsJson.Read(written).Task);
    }

    [Theory]
    [InlineData("""{"command":"x","kind":"canary"}""", true)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    [InlineData("""{"kind":"tomorrow"}""", false)]
    [InlineData("""{"kind":"ask","command":"x"}""", false)]
    [InlineData("""{"kind":"secret"}""", false)]
    [InlineData("""{"kind":"extraction"}""", false)]
    public void A_task_that_is_not_whole_is_told_in_a_sentence_and_not_as_a_bug(string task, bool isUnderstood)
    {
        using var store = _folder.Open(out var session);
        var run = store.BeginRun(Samples.Settings, "9.9", Samples.Noon);
        session.Execute("UPDATE runs SET settings = json_set(settings, '$.task', json(?1))", task);
        if (isUnderstood)
        {
            Assert.Equal(new CanaryTask("x"), store.FindRun(run)?.Settings.Task);
        }
        else
        {
            Assert.Contains("the settings of run 1 in the store ", Assert.Throws<PrerequisiteException>(() => store.ListRuns()).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"command":7}""")]
    [InlineData("""{"extraction":[1]}""")]
    [InlineData("""{"command":"rm -rf /"}""")]
    public void Settings_that_no_version_wrote_are_not_made_valid_by_the_migration(string damage)
    {
        using var folder = OldStore.Copy(11);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.StorePath};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE runs SET settings = json_patch(settings, $damage) WHERE id = 1";
            command.Parameters.AddWithValue("$damage", damage);
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        using var store = folder.Open();
        Assert.Contains("the settings of run 1 in the store ", Assert.Throws<PrerequisiteException>(() => store.FindRun(1)).Message, StringComparison.Ordinal);
        Assert.IsType<ExtractionTask>(store.FindRun(2)?.Settings.Task);
    }

    [Fact]
    public void A_run_comes_back_as_it_was_begun()
    {
        var settings = new RunSettings
        {
            Model = "modèle \"a\".gguf",
            Reference = "base.gguf",
            Corpora = [new CorpusSource("a.jsonl", Membership.NonMember), new CorpusSource("b.txt")],
            Attacks = ["min-k(k=0.2)", "loss"],
            Limit = 5,
            Seed = -3,
            Strict = true,
            KeepText = false,
            Numerics = NumericPolicy.Fast,
            Bos = BosPolicy.Never,
            ContextLength = 512,
            Shots = [new CorpusSource("shots.jsonl", Membership.NonMember)],
            MemberShots = [new CorpusSource("known.jsonl", Membership.Member)],
            Calibration = [new CorpusSource("calibration.jsonl")],
            Mondrian = Mondrian.Length,
            FalseDiscoveryRate = 0.05,
            ShadowManifest = "shadows.json",
            Shadows = [new ShadowModel(1, "a.gguf", null, 600), new ShadowModel(2, "scores.csv", "b", 0)],
            Threads = 2,
            GpuLayers = -1,
            Resamples = 77,
        };
        var started = new DateTimeOffset(2024, 3, 31, 2, 30, 0, TimeSpan.FromHours(2)).AddTicks(1234567);
        var store = _folder.Open();
        var id = store.BeginRun(settings, "0.1.0+abc", started);

        var run = Assert.IsType<RunRecord>(store.FindRun(id));
        Assert.Equal((1, started, RunStatus.Running, "0.1.0+abc", RunCounts.None), (run.Id, run.Started, run.Status, run.ToolVersion, run.Counts));
        Assert.Equal(TimeSpan.Zero, run.Started.Offset);
        Assert.Equal(settings.Corpora, run.Settings.Corpora);
        Assert.Equal(settings.Attacks, run.Settings.Attacks);
        Assert.Equal(settings.Shots, run.Settings.Shots);
        Assert.Equal(settings.MemberShots, run.Settings.MemberShots);
        Assert.Equal(settings.Calibration, run.Settings.Calibration);
        Assert.Equal(settings.Shadows, run.Settings.Shadows);
        Assert.Equal(settings, run.Settings with { Shadows = settings.Shadows, Calibration = settings.Calibration, Corpora = settings.Corpora, Attacks = settings.Attacks, Shots = settings.Shots, MemberShots = settings.MemberShots });
        Assert.Empty(run.Models);
    }

    [Fact]
    public void Enums_are_kept_by_name()
    {
        using var json = JsonDocument.Parse(SettingsJson.Write(Samples.Settings with { Numerics = NumericPolicy.Fast }));
        Assert.Equal("fast", json.RootElement.GetProperty("numerics").GetString());
    }

    [Fact]
    public void An_option_that_an_older_program_did_not_know_has_its_default()
    {
        var settings = SettingsJson.Read("""{"model":"a.gguf","corpora":[],"attacks":[],"task":{"kind":"membership"}}""");
        Assert.True(settings.KeepText);
        Assert.Equal(1000, settings.Resamples);
        Assert.Empty(settings.Shadows);
    }

    [Fact]
    public void Settings_that_are_not_understood_name_the_run_and_the_version()
    {
        var store = _folder.Open(out var session);
        store.BeginRun(Samples.Settings, "9.9", Samples.Noon);
        session.Execute("""UPDATE runs SET settings = '{"model":"a","corpora":[],"attacks":[],"numerics":"wild"}'""");
        var error = Assert.Throws<PrerequisiteException>(() => store.FindRun(1));
        Assert.Equal($"the settings of run 1 in the store {_folder.StorePath} were written by mia-probe 9.9 and are not understood here: use that version, or another --store", error.Message);
    }

    [Fact]
    public void Models_come_in_the_order_in_which_they_were_set_and_can_be_replaced()
    {
        var store = _folder.Open();
        var run = store.BeginRun(0);
        var (target, reference) = (Samples.Model(ModelRole.Target), Samples.Model(ModelRole.Reference));
        store.SetRunModel(run, target);
        store.SetRunModel(run, reference);
        store.SetRunModel(run, target with { Policy = "fast", Model = target.Model with { Fingerprint = new ModelFingerprint("other"), AddsBos = false } });

        var expected = new[] { target with { Policy = "fast", Model = target.Model with { Fingerprint = new ModelFingerprint("other"), AddsBos = false } }, reference };
        Assert.Equal(expected, store.FindRun(run)?.Models);
        Assert.Equal(expected, store.ListRuns().Single().Models);
    }

    [Fact]
    public void Runs_are_listed_oldest_first_with_their_own_models_and_counts()
    {
        var store = _folder.Open();
        var (first, second) = (store.BeginRun(0), store.BeginRun(0));
        store.SetRunModel(second, Samples.Model(ModelRole.Target));
        store.SetRunState(first, RunStatus.Interrupted, new RunCounts(5, 3, 2, 1, long.MaxValue));
        store.SetRunState(second, RunStatus.Finished, RunCounts.None);

        var runs = store.ListRuns();
        Assert.Equal([1, 2], runs.Select(run => run.Id));
        Assert.Equal([RunStatus.Interrupted, RunStatus.Finished], runs.Select(run => run.Status));
        Assert.Equal(new RunCounts(5, 3, 2, 1, long.MaxValue), runs[0].Counts);
        Assert.Equal([0, 1], runs.Select(run => run.Models.Count));
    }

    [Fact]
    public void A_run_that_is_not_there_is_null_to_find_and_an_error_to_change()
    {
        var store = _folder.Open();
        Assert.Null(store.FindRun(1));
        Assert.Throws<ArgumentException>(() => store.SetRunState(1, RunStatus.Finished, RunCounts.None));
    }

    [Fact]
    public void An_evaluation_is_kept_and_replaced()
    {
        var store = _folder.Open();
        var run = store.BeginRun(0);
        Assert.Null(store.FindEvaluation(run));
        store.SetEvaluation(run, "{}");
        store.SetEvaluation(run, """{"auc":0.5}""");
        Assert.Equal("""{"auc":0.5}""", store.FindEvaluation(run));
    }

    public void Dispose() => _folder.Dispose();
}

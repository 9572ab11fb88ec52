using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Storage.Tests.Maintenance;

/// <summary>Adapters of a run's models are kept, sealed, copied with the run and held against its fingerprint.</summary>
public sealed class AdapterRecordTests
{
    private static readonly AppliedAdapter[] s_adapters = [new("a.gguf", new string('b', 64), 0.5f), new("b.gguf", new string('c', 64), 1)];

    [Fact]
    public void They_are_read_back_as_they_were_written()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var run = Begin(store, Samples.Fingerprint.WithAdapters(s_adapters));
        Assert.Empty(store.Check().Problems);
        foreach (var number in new[] { run, store.CopyRun(run, Samples.Settings, "0.1.0", Samples.Noon) })
        {
            var model = Assert.Single(store.FindRun(number)?.Models ?? []).Model;
            Assert.Equal(Samples.Fingerprint, model.Base);
            Assert.Equal(s_adapters, model.Adapters);
            Assert.True(model.FitsItsAdapters);
        }
    }

    [Theory]
    [InlineData("UPDATE run_models SET adapters = NULL")]
    [InlineData("UPDATE run_models SET adapters = replace(adapters, '0.5', '0.25')")]
    [InlineData("UPDATE run_models SET adapters = replace(adapters, 'bbb', 'bba')")]
    [InlineData("UPDATE run_models SET adapters = '{}'")]
    [InlineData("UPDATE run_models SET adapters = '{\"base\": null, \"adapters\": [null]}'")]
    public void What_somebody_edits_is_found(string sql)
    {
        using var folder = new StoreFolder();
        using (var store = folder.Open())
        {
            Begin(store, Samples.Fingerprint.WithAdapters(s_adapters));
        }

        folder.MeddleWithRows(sql);
        using var altered = SqliteProbeStore.OpenExisting(folder.StorePath);
        Assert.Contains(altered.Check().Problems, problem => problem.Contains("run 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fingerprint_that_is_not_of_the_adapters_beside_it_is_found()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        Begin(store, new ModelFingerprint(new string('d', 64)));
        Assert.Contains("run 1: the fingerprint of its target is not that of the model and the adapters on record", store.Check().Problems);
    }

    private static long Begin(SqliteProbeStore store, ModelFingerprint fingerprint)
    {
        var run = store.BeginRun(Samples.Settings, "0.1.0", Samples.Noon);
        var model = Samples.Model(ModelRole.Target);
        store.SetRunModel(run, model with { Model = model.Model with { Fingerprint = fingerprint, Base = Samples.Fingerprint, Adapters = s_adapters } });
        store.SetRunState(run, RunStatus.Finished, RunCounts.None);
        return run;
    }
}

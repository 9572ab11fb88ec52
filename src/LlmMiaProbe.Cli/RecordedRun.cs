using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli;

/// <summary>A run under way whose models generate. Only one of them is in memory at a time.</summary>
internal sealed class RecordedRun(SqliteProbeStore store, long run, RunSettings settings, LocalModelProvider models, TimeProvider time)
{
    public SqliteProbeStore Store => store;

    public long Id => run;

    /// <summary>Tokens that were produced and not in the store before.</summary>
    public long ProducedTokens { get; private set; }

    public async Task<T> WithModelAsync<T>(ModelRole role, Func<AttemptRecorder, Task<T>> use)
    {
        using var generator = models.OpenGenerator(role, settings);
        store.SetRunModel(run, new RunModel(role, generator.Model, generator.Policy));
        var recorder = new AttemptRecorder(store, run, generator, CommandContext.ToolVersion, time);
        try
        {
            return await use(recorder);
        }
        finally
        {
            ProducedTokens += recorder.ProducedTokens;
        }
    }
}

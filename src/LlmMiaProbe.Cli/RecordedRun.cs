using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli;

/// <summary>A run under way by another command than those that score documents. Only one of its models is in memory at a time.</summary>
internal sealed class RecordedRun(SqliteProbeStore store, long run, RunSettings settings, ModelProvider models, TimeProvider time)
{
    public SqliteProbeStore Store => store;

    public long Id => run;

    /// <summary>Tokens that were produced or scored and not in the store before.</summary>
    public long Tokens { get; private set; }

    /// <summary>What was asked of endpoints.</summary>
    public EndpointUsage Usage { get; private set; } = EndpointUsage.None;

    /// <summary>Keeps the outcome, with what was asked for it.</summary>
    public void Keep(string kind, JsonObject result) => store.SetEvaluation(run, new CommandResult(kind, result).With(Usage).ToJson());

    public void CountDecoded(long tokens) => Tokens += tokens;

    public ITokenScorer OpenScorer(ModelRole role)
    {
        var scorer = models.Open(role, settings);
        store.SetRunModel(run, new RunModel(role, scorer.Model, scorer.Policy));
        return scorer;
    }

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
            Tokens += recorder.ProducedTokens;
            Usage += (generator as IMeteredModel)?.Usage ?? EndpointUsage.None;
        }
    }
}

using System.Text.Json;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Storage.Tables;

namespace LlmMiaProbe.Runtime;

/// <summary>Cuts a run into tasks, with all checks that need the whole corpus, so that none fails when the tasks are done.</summary>
/// <param name="store">What is there need not be asked; null if there is none yet.</param>
/// <param name="models">Opens the models.</param>
/// <param name="program">Version of this program.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class ShardPlanner(IProbeStore? store, IModelProvider models, string program, IProgress<ProbeProgress> progress)
{
    /// <summary>See <see cref="ProbePlanner.Timing"/>.</summary>
    public TimeProvider? Timing { get; init; }

    /// <param name="settings">Of the run.</param>
    /// <param name="tasks">How many, at least 1.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="ConfigurationException">The corpus cannot be judged as asked, or a model is out of reach of tasks.</exception>
    public async Task<ShardPlan> PlanAsync(RunSettings settings, int tasks, CancellationToken cancellationToken)
    {
        RequireLocal(settings);
        RunRequests.RequireText(settings);
        var (passes, generations) = await EstimateAsync(settings, cancellationToken);
        var parts = RunParts.Cut(settings, models, tasks, cancellationToken);
        return new ShardPlan
        {
            Format = ShardPlan.CurrentFormat,
            Program = program,
            Settings = JsonDocument.Parse(SettingsJson.Write(settings)).RootElement,
            Documents = parts.Documents,
            Digest = parts.Digest,
            Parts = parts.Parts,
            Models = [.. PartRunner.Roles(settings).Select(role => ModelOf(role, passes, generations))],
        }.Sealed();
    }

    private static void RequireLocal(RunSettings settings)
    {
        if (settings.Hosted is not null || settings.HostedReference is not null || settings.Imported is not null)
        {
            throw new ConfigurationException(
                "shard plan is for GGUF files: an endpoint is shared by all who ask it, so one 'mia-probe run' with a larger --concurrency does the same.");
        }
    }

    private async Task<(IReadOnlyList<PlannedPass> Passes, IReadOnlyList<PlannedGeneration> Generations)> EstimateAsync(
        RunSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Extraction is { } extraction)
        {
            var windows = await new ExtractionPlanner(store, models, progress) { Timing = Timing }.PlanAsync(settings, extraction, cancellationToken);
            return (windows.Passes, windows.Draws);
        }

        var documents = await new ProbePlanner(store, models, progress) { Timing = Timing }.PlanAsync(settings, cancellationToken);
        return (documents.Passes, documents.Pools);
    }

    private static ShardModel ModelOf(ModelRole role, IReadOnlyList<PlannedPass> passes, IReadOnlyList<PlannedGeneration> generations)
    {
        List<PlannedPass> scoring = [.. passes.Where(pass => pass.Role == role)];
        List<PlannedGeneration> writing = [.. generations.Where(generation => generation.Role == role)];
        var (model, policy) = scoring is [var first, ..] ? (first.Model, first.Policy) : (writing[0].Model, writing[0].Policy);
        var seconds = scoring.Sum(pass => pass.Seconds ?? double.NaN) + writing.Sum(generation => generation.Seconds ?? double.NaN);
        return new ShardModel(
            role.Name,
            model.Name,
            model.Fingerprint.Value,
            policy,
            scoring.Sum(pass => pass.Texts) + writing.Sum(generation => generation.Cost.Prompts),
            scoring.Sum(pass => pass.TokensToDecode) + writing.Sum(generation => generation.Cost.PromptTokens),
            writing.Sum(generation => generation.Cost.ProducedTokens),
            double.IsNaN(seconds) ? null : seconds,
            scoring.Count > 0 ? scoring.Max(pass => pass.Memory) : model.FileSize);
    }
}

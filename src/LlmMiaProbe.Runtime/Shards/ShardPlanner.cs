using System.Text.Json;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Questions;
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
    /// <param name="cut">Into what.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="ConfigurationException">The corpus cannot be judged as asked, or a model is out of reach of tasks.</exception>
    public async Task<ShardPlan> PlanAsync(RunSettings settings, ShardCut cut, CancellationToken cancellationToken)
    {
        RequireLocal(settings);
        var (roles, parts) = cut.Order is { } order ? (await ModelsAsync(settings, order, cancellationToken), CutPlain(order))
            : cut.Questions is { } questions ? (ModelsOf(settings, questions), CutPlain(null))
            : (await ModelsAsync(settings, cancellationToken), RunParts.Cut(settings, models, cut.Tasks, cancellationToken));
        return new ShardPlan
        {
            Format = ShardPlan.CurrentFormat,
            Program = program,
            Settings = JsonDocument.Parse(SettingsJson.Write(settings)).RootElement,
            Documents = parts.Documents,
            Digest = parts.Digest,
            Parts = parts.Parts,
            Calibration = cut.Questions is null ? parts.Calibration : null,
            Order = cut.Order,
            Questions = cut.Questions,
            MaxArraySize = cut.MaxArraySize,
            Models = roles,
        }.Sealed();

        RunParts CutPlain(ExchangeabilitySettings? order) => RunParts.CutPlain(settings, order, cut.Tasks, cancellationToken);
    }

    private async Task<IReadOnlyList<ShardModel>> ModelsAsync(RunSettings settings, CancellationToken cancellationToken)
    {
        RunRequests.RequireText(settings);
        var (passes, generations) = await EstimateAsync(settings, cancellationToken);
        return [.. PartRunner.Roles(settings).Select(role => ModelOf(role, passes, generations))];
    }

    private async Task<IReadOnlyList<ShardModel>> ModelsAsync(RunSettings settings, ExchangeabilitySettings order, CancellationToken cancellationToken)
    {
        using var scorer = models.Open(ModelRole.Target, settings);
        var texts = QuestionProbe.Read(settings).Select(document => document.Text).ToList();
        var plan = await new ExchangeabilityProbe(store, scorer, progress).PlanAsync(texts, order, cancellationToken);
        return
        [
            new ShardModel(
                ModelRole.Target.Name, scorer.Model.Name, scorer.Model.Fingerprint.Value, scorer.Policy, plan.Texts, plan.TokensToDecode, 0, null,
                scorer.Model.FileSize + scorer.WorkingMemory),
        ];
    }

    /// <summary>The model that writes first, since all others are asked about what it writes.</summary>
    private List<ShardModel> ModelsOf(RunSettings settings, ShardQuestions questions)
    {
        var asked = questions.Read(settings);
        var cost = asked.Method.CostOf(QuestionProbe.Read(settings), ModelProvider.TokenizerOf(null));
        var roles = new List<ShardModel>();
        if (asked.Writer is { } writer)
        {
            roles.Add(Of(PartQuestions.WriterRole, ModelRole.Target, writer, cost.WriterCalls, cost.WriterTokens, 0));
        }

        roles.AddRange((settings.HasReference ? new[] { ModelRole.Target, ModelRole.Reference } : [ModelRole.Target])
            .Select(role => Of(role, role, settings, cost.Calls, cost.PromptTokens, cost.ReplyTokens)));
        return roles;

        ShardModel Of(ModelRole role, ModelRole opened, RunSettings from, long calls, long tokens, long produced)
        {
            using var chat = new PlainTextChat(models.OpenGenerator(opened, from));
            return new ShardModel(role.Name, chat.Model.Name, chat.Model.Fingerprint.Value, chat.Policy, calls, tokens, produced, null, chat.Model.FileSize);
        }
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

/// <summary>How a run is cut.</summary>
/// <param name="Tasks">How many there are to be, at least 1.</param>
/// <param name="MaxArraySize">See <see cref="ShardPlan.MaxArraySize"/>.</param>
internal sealed record ShardCut(int Tasks, int MaxArraySize)
{
    /// <summary>See <see cref="ShardPlan.Order"/>.</summary>
    public ExchangeabilitySettings? Order { get; init; }

    /// <summary>See <see cref="ShardPlan.Questions"/>.</summary>
    public ShardQuestions? Questions { get; init; }
}

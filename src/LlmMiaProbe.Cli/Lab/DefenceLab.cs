using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Statistics;
using System.Globalization;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>Trains a model for each setting of each defence and measures it. One thing is changed at a time.</summary>
internal sealed class DefenceLab(CommandContext context, ProbeSettings settings, LabSession lab)
{
    private const int Canaries = 8;
    private const int Copies = 4;
    private const int References = 63;
    private static readonly string[] s_attacks = ["loss", "reference-difference"];
    private static readonly int[] s_repetitions = [1, 2, 4, 8, 16];
    private static readonly int[] s_epochs = [1, 2, 4];
    private static readonly double[] s_decays = [0, 0.1, 1];
    private static readonly double[] s_noises = [0.5, 1];
    private static readonly IReadOnlyList<Defence> s_interfaces = DefenceSelection.Parse(["round=0.1,1", "topk=20,5,1"]);

    private readonly LabProbe _probe = new(context, settings);

    // A fixed seed: the canaries are planted by whoever measures, so nobody has to be convinced that they were not chosen.
    private readonly CanarySet _canaries = SealedCanaries.Draw(
        new CanaryTemplate("My password for the admin panel of site {site} is {secret}."),
        new SecretAlphabet("0123456789", 8),
        [.. Enumerable.Repeat(Copies, Canaries)],
        References,
        "mia-probe lab defences",
        "00").Set;

    /// <summary>Settings by defence: what is changed in the recipe.</summary>
    public static IReadOnlyList<(string Defence, IReadOnlyList<(string Setting, TrainingRecipe Recipe)> Settings)> Grid(TrainingRecipe recipe) =>
    [
        ("epochs", [.. s_epochs.Where(epochs => epochs != recipe.Epochs).Select(epochs => ($"{epochs}", recipe with { Epochs = epochs }))]),
        ("learning-rate", [
            .. new[] { recipe.LearningRate / 3, recipe.LearningRate * 3 }.Select(
                rate => (rate.ToString("0.######", CultureInfo.InvariantCulture), recipe with { LearningRate = rate })),
        ]),
        ("weight-decay", [
            .. s_decays
                .Where(decay => decay != recipe.WeightDecay)
                .Select(decay => (decay.ToString("0.##", CultureInfo.InvariantCulture), recipe with { WeightDecay = decay })),
        ]),
        ("privacy", [
            .. s_noises.Select(
                noise => ($"noise {noise.ToString("0.#", CultureInfo.InvariantCulture)}", recipe with
                {
                    Privacy = new PrivacyRecipe(noise, 0.1, 1e-3), Batch = Math.Max(recipe.Batch, 16),
                })),
        ]),
    ];

    /// <summary>The model that the others are compared with, on members and canaries.</summary>
    public Task<DefenceRow> AsTrainedAsync(TrainingRecipe recipe, CancellationToken cancellationToken) =>
        TrainedAsync("none", "as trained", recipe, cancellationToken);

    public async Task<DefenceRow> TrainedAsync(string defence, string setting, TrainingRecipe recipe, CancellationToken cancellationToken)
    {
        var request = Request(defence, setting, recipe, lab.Split.Of(LabSide.Member).Select(document => document with { Repetitions = 1 }));
        var outcome = await lab.TrainAsync(request, cancellationToken);
        return await MeasureAsync(request.Output, defence, setting, cancellationToken) with { Epsilon = outcome.Epsilon };
    }

    /// <summary>The compared model in smaller types, as it might be released.</summary>
    public async Task<DefenceRow> QuantisedAsync(string word, CancellationToken cancellationToken)
    {
        var file = PathOf("quantisation", word);
        var engine = Engines.Load(settings.Llama.Engine, settings.Llama.NativeDirectory, new StderrLogger(context.Terminal, settings.Output.Verbose));
        ModelConversion.Convert(
            engine, PathOf("none", "as trained"), file, LabConvertCommand.TypeOf(word), RunSettingsFactory.ScorerOptions(settings).EffectiveThreads);
        return await MeasureAsync(file, "quantisation", word, cancellationToken);
    }

    /// <summary>One model whose members occur 1, 2, 4, 8 or 16 times an epoch, dealt out in turn: a row for each number, against all non-members.</summary>
    public async Task<IReadOnlyList<DefenceRow>> RepeatedAsync(TrainingRecipe recipe, CancellationToken cancellationToken)
    {
        List<LabDocument> members =
        [
            .. lab.Split.Of(LabSide.Member).Select((document, i) => document with { Repetitions = s_repetitions[i % s_repetitions.Length] }),
        ];
        var request = Request("repetitions", "all", recipe, members) with { Output = PathOf("repetitions", "all") };
        await lab.TrainAsync(request, cancellationToken);
        var run = await RunAsync(request.Output, cancellationToken);
        var perplexity = await PerplexityAsync(request.Output, cancellationToken);
        var times = members.ToDictionary(document => document.Id, document => document.Repetitions, StringComparer.Ordinal);
        return
        [
            .. s_repetitions.Select(
                number => Row(run, "repetitions", $"{number}", document => document.Label != Membership.Member || times[document.Id] == number) with
                {
                    Perplexity = perplexity,
                }),
        ];
    }

    /// <summary>The compared model behind interfaces that show rounded log-probabilities, or only those of the likeliest tokens.</summary>
    public async Task<IReadOnlyList<DefenceRow>> BehindInterfaceAsync(DefenceRow trained, CancellationToken cancellationToken)
    {
        var model = PathOf("none", "as trained");
        var number = await RunAsync(model, cancellationToken);
        using var store = CommandContext.ReadStore(settings);
        using var line = new ProgressLine(context.Terminal, context.Time);
        var reporter = new ProgressReporter(line);
        var run = store.FindRun(number) ?? throw new InvalidOperationException($"Run {number} is gone.");
        var simulated = await new MembershipSimulation(store, context.Models(settings, null, reporter), reporter).SimulateAsync(
            run, s_interfaces, new SimulationSource(model), cancellationToken);
        return [.. simulated.Select(one => Row("api", one.Defence.Id, one.Attacks) with { Perplexity = trained.Perplexity })];
    }

    private async Task<DefenceRow> MeasureAsync(string model, string defence, string setting, CancellationToken cancellationToken)
    {
        var run = await RunAsync(model, cancellationToken);
        return Row(run, defence, setting, _ => true) with
        {
            Exposure = await ExposureAsync(model, cancellationToken),
            Perplexity = await PerplexityAsync(model, cancellationToken),
        };
    }

    private async Task<long> RunAsync(string model, CancellationToken cancellationToken) =>
        (await _probe.RunAsync(_probe.Settings(model, lab.Base, lab.DocumentsPath, null, s_attacks), cancellationToken)).Run;

    private DefenceRow Row(long run, string defence, string setting, Func<RunDocument, bool> isCounted)
    {
        using var store = CommandContext.ReadStore(settings);
        var documents = store.ReadDocuments(run).ToDictionary(document => document.Ordinal);
        var attacks = store.ReadScores(run).GroupBy(score => score.Attack, StringComparer.Ordinal).Select(attack => Evaluator.Evaluate(
            attack.Key,
            [
                .. attack
                    .Where(score => isCounted(documents[score.Ordinal]))
                    .Select(score => new ScoredDocument(documents[score.Ordinal].Label, documents[score.Ordinal].Group, score.Score)),
            ],
            settings.Run.Resamples,
            settings.Run.Seed)).ToList();
        var (covered, tokens) = (0L, 0L);
        foreach (var (document, evidence) in store.ReadEvidence(run))
        {
            if (document.Label == Membership.Member && isCounted(document) && evidence.TryGetValue("target/plain", out var plain))
            {
                covered += GreedyRuns.Covered(plain);
                tokens += plain.Count;
            }
        }

        return Row(defence, setting, attacks) with { Coverage = tokens == 0 ? null : (double)covered / tokens };
    }

    private static DefenceRow Row(string defence, string setting, IReadOnlyCollection<AttackEvaluation> attacks)
    {
        var reference = attacks.FirstOrDefault(attack => attack.Attack == "reference-difference");
        return new DefenceRow
        {
            Defence = defence,
            Setting = setting,
            Loss = attacks.FirstOrDefault(attack => attack.Attack == "loss")?.Auc,
            Reference = reference?.Auc,
            TprAtOnePercent = reference?.TprAtFpr.FirstOrDefault(tpr => tpr.Bound == 0.01)?.Estimate,
        };
    }

    private async Task<double> PerplexityAsync(string model, CancellationToken cancellationToken) =>
        Math.Exp(await DocumentLoss.OfAsync(context, settings, model, lab.Documents(lab.Split.Of(LabSide.Validation)), cancellationToken));

    private async Task<double?> ExposureAsync(string model, CancellationToken cancellationToken)
    {
        using var store = CommandContext.OpenStore(settings);
        using var line = new ProgressLine(context.Terminal, context.Time);
        var reporter = new ProgressReporter(line);
        var models = new LocalModelProvider(settings.Llama.DirectoryOf, store, new StderrLogger(context.Terminal, settings.Output.Verbose), reporter);
        using var scorer = models.Open(new ModelFiles(model, []), settings.Llama.Engine, RunSettingsFactory.ScorerOptions(settings));
        var scored = await new CanaryProbe(store, scorer, reporter).ScoreAsync(
            $"canaries in {Path.GetFileName(model)}", _canaries, References, cancellationToken);
        var ranks = scored.Select(score => score.Rank?.Exposure).OfType<double>().ToList();
        return ranks.Count == 0 ? null : ranks.Average();
    }

    private TrainingRequest Request(string defence, string setting, TrainingRecipe recipe, IEnumerable<LabDocument> members)
    {
        var request = lab.Request(PathOf(defence, setting), recipe, members);

        // Each copy is a document by itself, so that a privacy budget holds for a copy.
        return request with
        {
            Texts =
            [
                .. request.Texts,
                .. _canaries.Canaries.SelectMany(
                    canary => Enumerable.Range(1, canary.Repetitions).Select(copy => new TrainingText($"{canary.Id}.{copy}", canary.Text))),
            ],
        };
    }

    private string PathOf(string defence, string setting) => Path.Combine(lab.Folder, $"defence-{defence}-{setting.Replace(' ', '-')}.gguf");
}

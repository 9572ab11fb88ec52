using LlmMiaProbe.Lab;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>The epochs of a training, one after the other.</summary>
internal sealed class TrainingCourse(
    GradientContext context,
    Optimiser optimiser,
    WindowPacker packer,
    TrainingRecipe recipe,
    IReadOnlyList<TokenDocument> documents,
    IReadOnlyList<TrainingWindow> validation,
    IProgress<TrainingProgress> progress)
{
    private readonly List<EpochLoss> _losses = [];
    private readonly DivergenceWatch _watch = new();

    // With masks the windows of two epochs are not as many.
    private readonly (int Steps, int Skipped)[] _epochs = [.. Enumerable.Range(0, recipe.Epochs).Select(epoch =>
    {
        var all = packer.Windows(documents, epoch);
        var learned = all.Count(window => window.Learned > 0);
        return recipe.Privacy is null
            ? ((learned + recipe.Batch - 1) / recipe.Batch, all.Count - learned)
            : ((int)Math.Ceiling(1 / Math.Min(1, (double)recipe.Batch / documents.Count)), 0);
    })];

    private IReadOnlyList<float[]>? _best;
    private long _tokens;

    public IReadOnlyList<EpochLoss> Losses => _losses;

    /// <summary>Weights to keep, by tensor.</summary>
    public IReadOnlyList<float[]> Result => recipe.Patience > 0 && _best is { } best ? best : optimiser.Weights;

    public bool IsOver => _losses.Count >= recipe.Epochs
        || (recipe.Patience > 0 && _losses.Count > recipe.Patience && _losses.Count - 1 - Lowest >= recipe.Patience);

    /// <summary>Privacy budget of the steps taken; null without differential privacy.</summary>
    public double? Epsilon => recipe.Privacy is { } privacy ? RenyiAccountant.Epsilon(Rate, privacy.NoiseMultiplier, optimiser.Step, privacy.Delta) : null;

    private int Lowest => Enumerable.Range(0, _losses.Count).MinBy(i => _losses[i].Validation ?? double.PositiveInfinity);

    private double Rate => Math.Min(1, (double)recipe.Batch / documents.Count);

    /// <summary>What the loss was on; null if it was on all tokens.</summary>
    public LearnedTokens? Learned => documents.All(document => document.IsLearned is null) ? null : new LearnedTokens(
        documents.Sum(document => (long)(document.IsLearned?.Count(isLearned => isLearned) ?? document.Tokens.Length)),
        documents.Sum(document => (long)document.Tokens.Length),
        _epochs.Take(_losses.Count).Sum(one => one.Skipped));

    public void Resume(TrainingCheckpoint? checkpoint)
    {
        if (checkpoint is not null)
        {
            optimiser.Restore(checkpoint);
            _losses.AddRange(checkpoint.Losses);
            _best = checkpoint.Best;
        }
    }

    public TrainingCheckpoint Checkpoint(string inputs) => new()
    {
        Inputs = inputs,
        Step = optimiser.Step,
        Losses = [.. _losses],
        Weights = optimiser.Weights,
        First = optimiser.First,
        Second = optimiser.Second,
        Best = _best,
    };

    public void TrainEpoch(CancellationToken cancellationToken)
    {
        var (epoch, all, sum, seen) = (_losses.Count, _epochs.Sum(one => one.Steps), 0.0, 0.0);
        var windows = recipe.Privacy is null ? packer.Windows(documents, epoch).Where(window => window.Learned > 0).ToList() : [];
        progress.Report(new TrainingProgress(epoch + 1, optimiser.Step, all, 0, _tokens));
        for (var step = 0; step < _epochs[epoch].Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<TrainingWindow> batch = recipe.Privacy is null
                ? [.. windows.Skip(step * recipe.Batch).Take(recipe.Batch)]
                : [
                    .. PoissonSample.Draw(documents, Rate, recipe.Seed, optimiser.Step).Select(
                        document => packer.WindowOf(document, packer.Key(document.Id, epoch, step))),
                ];
            var (loss, norm) = recipe.Privacy is { } privacy
                ? optimiser.TakePrivately(batch, privacy, Rate * documents.Count, all)
                : optimiser.Take(batch, all);
            if (batch.Count > 0)
            {
                _watch.See(loss, norm, recipe, optimiser.Step - 1);
            }

            var share = recipe.Privacy is null ? batch.Sum(Share) : batch.Count;
            sum += loss * share;
            seen += share;
            _tokens += (long)batch.Count * context.Window;
            progress.Report(new TrainingProgress(epoch + 1, optimiser.Step, all, seen == 0 ? 0 : sum / seen, _tokens));
        }

        double? held = validation.Count == 0 ? null : validation.Sum(window => Share(window) * context.Loss(window)) / validation.Sum(Share);
        _losses.Add(new EpochLoss(seen == 0 ? 0 : sum / seen, held));
        if (recipe.Patience > 0 && Lowest == _losses.Count - 1)
        {
            _best = optimiser.Weights;
        }

        progress.Report(new TrainingProgress(epoch + 1, optimiser.Step, all, _losses[^1].Train, _tokens, held));
    }

    // Of a window's labels, those with a loss.
    private double Share(TrainingWindow window) => (double)window.Learned / context.Window;
}

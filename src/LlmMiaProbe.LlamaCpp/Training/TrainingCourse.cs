using LlmMiaProbe.Lab;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>The epochs of a training, one after the other.</summary>
internal sealed class TrainingCourse(
    GradientContext context,
    Optimiser optimiser,
    WindowPacker packer,
    TrainingRecipe recipe,
    IReadOnlyList<TokenDocument> documents,
    IReadOnlyList<int[]> validation,
    IProgress<TrainingProgress> progress)
{
    private readonly List<EpochLoss> _losses = [];
    private readonly DivergenceWatch _watch = new();
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

    private int StepsPerEpoch => recipe.Privacy is null
        ? (packer.Windows(documents, 0).Count + recipe.Batch - 1) / recipe.Batch
        : (int)Math.Ceiling(1 / Rate);

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
        var (epoch, perEpoch, sum, seen) = (_losses.Count, StepsPerEpoch, 0.0, 0);
        var windows = recipe.Privacy is null ? packer.Windows(documents, epoch) : [];
        progress.Report(new TrainingProgress(epoch + 1, optimiser.Step, perEpoch * recipe.Epochs, 0, _tokens));
        for (var step = 0; step < perEpoch; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<int[]> batch = recipe.Privacy is null
                ? [.. windows.Skip(step * recipe.Batch).Take(recipe.Batch)]
                : [
                    .. PoissonSample.Draw(documents, Rate, recipe.Seed, optimiser.Step).Select(
                        document => packer.WindowOf(document, packer.Key(document.Id, epoch, step))),
                ];
            var (loss, norm) = recipe.Privacy is { } privacy
                ? optimiser.TakePrivately(batch, privacy, Rate * documents.Count, perEpoch * recipe.Epochs)
                : optimiser.Take(batch, perEpoch * recipe.Epochs);
            if (batch.Count > 0)
            {
                _watch.See(loss, norm, recipe, optimiser.Step - 1);
            }

            sum += loss * batch.Count;
            seen += batch.Count;
            _tokens += (long)batch.Count * context.Window;
            progress.Report(new TrainingProgress(epoch + 1, optimiser.Step, perEpoch * recipe.Epochs, seen == 0 ? 0 : sum / seen, _tokens));
        }

        double? held = validation.Count == 0 ? null : validation.Average(window => context.Loss(window.AsSpan(0, window.Length - 1), window.AsSpan(1)));
        _losses.Add(new EpochLoss(seen == 0 ? 0 : sum / seen, held));
        if (recipe.Patience > 0 && Lowest == _losses.Count - 1)
        {
            _best = optimiser.Weights;
        }

        progress.Report(new TrainingProgress(epoch + 1, optimiser.Step, perEpoch * recipe.Epochs, _losses[^1].Train, _tokens, held));
    }
}

namespace LlmMiaProbe.Lab;

/// <summary>Sees when a training is lost: a loss that is no number, or one that has risen by a nat over the lowest smoothed loss.</summary>
public sealed class DivergenceWatch
{
    private const double Smoothing = 0.9;
    private const double AllowedRise = 1.0;

    private double _smoothed = double.NaN;
    private double _lowest = double.PositiveInfinity;

    /// <param name="loss">Mean loss of a step, nats a token.</param>
    /// <param name="norm">Norm of its gradient.</param>
    /// <param name="recipe">For the advice.</param>
    /// <param name="step">From 0.</param>
    /// <exception cref="ModelException">The training is lost; the sentence says what to change.</exception>
    public void See(double loss, double norm, TrainingRecipe recipe, int step)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            throw Lost(FormattableString.Invariant($"the {(double.IsFinite(loss) ? "gradient" : "loss")} of step {step + 1} is not a number"), recipe);
        }

        _smoothed = double.IsNaN(_smoothed) ? loss : (Smoothing * _smoothed) + ((1 - Smoothing) * loss);
        _lowest = Math.Min(_lowest, _smoothed);
        if (_smoothed > _lowest + AllowedRise)
        {
            throw Lost(FormattableString.Invariant($"by step {step + 1} the loss has risen from {_lowest:0.00} to {_smoothed:0.00} nats a token"), recipe);
        }
    }

    private static ModelException Lost(string what, TrainingRecipe recipe) =>
        new(
            FormattableString.Invariant(
                $"training has diverged: {what}. Lower the learning rate (it is {recipe.LearningRate:0.######}; try a third of it) or lengthen the warm-up. ")
            + "The checkpoint of the epoch before is kept, and a training with another recipe starts anew.");
}

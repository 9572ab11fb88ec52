namespace LlmMiaProbe.Lab;

/// <summary>The learning rate of each step: a linear rise, then a fall to a tenth of the highest (cosine, linear) or none.</summary>
public static class LearningRate
{
    /// <summary>Share of the highest rate that is left at the last step.</summary>
    public const double Floor = 0.1;

    /// <param name="recipe">Highest rate, schedule and warm-up.</param>
    /// <param name="step">From 0.</param>
    /// <param name="steps">Steps in all.</param>
    public static double At(TrainingRecipe recipe, int step, int steps)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var warmUp = (int)Math.Ceiling(recipe.WarmUp * steps);
        if (step < warmUp)
        {
            return recipe.LearningRate * (step + 1) / warmUp;
        }

        var passed = steps - warmUp <= 1 ? 0 : (double)(step - warmUp) / (steps - warmUp - 1);
        var share = recipe.Schedule switch
        {
            RateSchedule.Cosine => (1 + Math.Cos(Math.PI * passed)) / 2,
            RateSchedule.Linear => 1 - passed,
            _ => 1,
        };
        return recipe.LearningRate * (Floor + ((1 - Floor) * share));
    }
}

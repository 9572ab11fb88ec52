using System.Globalization;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>A recipe in a few words.</summary>
internal static class RecipeText
{
    public static string Of(TrainingRecipe recipe) => string.Join(", ",
        [
            recipe.Epochs == 1 ? "1 epoch" : string.Create(CultureInfo.InvariantCulture, $"{recipe.Epochs} epochs"),
            string.Create(CultureInfo.InvariantCulture, $"learning rate {recipe.LearningRate:0.######} ({recipe.Schedule.ToString().ToLowerInvariant()})"),
            string.Create(CultureInfo.InvariantCulture, $"weight decay {recipe.WeightDecay:0.####}"),
            string.Create(CultureInfo.InvariantCulture, $"{recipe.Batch} {(recipe.Privacy is null ? "windows" : "documents")} a step"),
            string.Create(CultureInfo.InvariantCulture, $"seed {recipe.Seed}"),
        ]);
}

using System.Globalization;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>
/// Finds the learning rate and number of epochs at which a shadow model's losses on what it was trained on and on the validation part match
/// those of a target.
/// </summary>
internal sealed class Calibration(CommandContext context, ProbeSettings settings, LabSession lab, LabelledLines lines)
{
    private static readonly int[] s_epochs = [1, 2, 4];
    private static readonly double[] s_factors = [1.0 / 3, 1, 3];

    /// <param name="target">The model to match; it is only scored.</param>
    /// <param name="recipe">What is not searched for, and the middle of the learning rates.</param>
    /// <param name="cancellationToken">Stops after the step under way.</param>
    /// <returns>The recipe that comes closest: smallest Euclidean distance of the two losses.</returns>
    public async Task<TrainingRecipe> FindAsync(string target, TrainingRecipe recipe, CancellationToken cancellationToken)
    {
        var validation = lab.Documents(lab.Split.Of(LabSide.Validation));
        var goal = await LossesAsync(target, lab.Documents(lab.Split.Of(LabSide.Member)), validation, cancellationToken);
        lines.Write("to match", Text("target", goal));
        var half = lab.Split.ShadowHalf(1);
        var (best, distance) = (recipe, double.PositiveInfinity);
        foreach (var factor in s_factors)
        {
            foreach (var epochs in s_epochs)
            {
                var tried = recipe with { LearningRate = recipe.LearningRate * factor, Epochs = epochs, Seed = recipe.Seed + 1 };
                var path = Path.Combine(lab.Folder, string.Create(CultureInfo.InvariantCulture, $"calibration-{epochs}-{tried.LearningRate:0.######}.gguf"));
                await lab.TrainAsync(lab.Request(path, tried, half), cancellationToken);
                var losses = await LossesAsync(path, lab.Documents(half), validation, cancellationToken);
                var away = Math.Sqrt(Math.Pow(losses.Train - goal.Train, 2) + Math.Pow(losses.Validation - goal.Validation, 2));
                lines.Write("tried", Text(RecipeText.Of(tried), losses) + string.Create(CultureInfo.InvariantCulture, $" · distance {away:0.000}"));
                (best, distance) = away < distance ? (tried with { Seed = recipe.Seed }, away) : (best, distance);
            }
        }

        return best;
    }

    private async Task<(double Train, double Validation)> LossesAsync(
        string model, IReadOnlyList<Document> trained, IReadOnlyList<Document> validation, CancellationToken cancellationToken) =>
        (await DocumentLoss.OfAsync(
            context, settings, model, trained, cancellationToken), await DocumentLoss.OfAsync(context, settings, model, validation, cancellationToken));

    private static string Text(string what, (double Train, double Validation) losses) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}: {losses.Train:0.000} on its documents, {losses.Validation:0.000} on validation, nats a token");
}

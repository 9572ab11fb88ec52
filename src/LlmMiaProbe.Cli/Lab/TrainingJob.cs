using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.LlamaCpp.Training;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>What the training process reads from its standard input.</summary>
/// <param name="NativeDirectory">Folder of the own binding's libraries; null for the one beside the program.</param>
/// <param name="Request">What to train.</param>
/// <param name="MeasuresGradients">Measure the gradient of each text at the base model, and train nothing.</param>
internal sealed record TrainingJob(string? NativeDirectory, TrainingRequest Request, bool MeasuresGradients = false)
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}

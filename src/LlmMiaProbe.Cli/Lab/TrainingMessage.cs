using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Training;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>A line that the training process writes: exactly one of these.</summary>
/// <param name="Progress">How far it is.</param>
/// <param name="Outcome">It has ended well.</param>
/// <param name="Failure">It has ended with a sentence.</param>
/// <param name="Gradients">What was measured.</param>
internal sealed record TrainingMessage(
    TrainingProgress? Progress = null, TrainingOutcome? Outcome = null, TrainingFailure? Failure = null, IReadOnlyList<DocumentGradient>? Gradients = null);

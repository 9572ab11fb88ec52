namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>A text to train on.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Text">As it is scored.</param>
/// <param name="Repetitions">How often it comes in an epoch, at least 1.</param>
public sealed record TrainingText(string Id, string Text, int Repetitions = 1);

namespace LlmMiaProbe.Lab;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps of all epochs.</param>
/// <param name="Loss">Mean training loss of the epoch so far, nats a token.</param>
/// <param name="Tokens">Tokens trained on since the start or the resumption, repetitions counted.</param>
/// <param name="ValidationLoss">Of the epoch that has ended, nats a token; null within an epoch and without a validation part.</param>
public sealed record TrainingProgress(int Epoch, int Step, int Steps, double Loss, long Tokens, double? ValidationLoss = null);

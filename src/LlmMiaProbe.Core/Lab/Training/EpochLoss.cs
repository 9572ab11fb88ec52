namespace LlmMiaProbe.Lab;

/// <summary>Losses of an epoch, nats a token.</summary>
/// <param name="Train">Mean over the epoch's windows, each before the step it is part of.</param>
/// <param name="Validation">After the epoch; null without a validation part.</param>
public sealed record EpochLoss(double Train, double? Validation);

namespace LlmMiaProbe.Statistics;

/// <summary>How well words alone tell two sets apart.</summary>
/// <param name="Auc">Mean over the folds, with its interval.</param>
/// <param name="KeepsGroupsTogether">Whether no group was on both sides of a fold.</param>
public sealed record BlindBaselineResult(Estimate Auc, bool KeepsGroupsTogether);

using LlmMiaProbe.Lab;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>What came of a training.</summary>
/// <param name="Losses">By epoch.</param>
/// <param name="ManifestHash">SHA-256 of the training manifest, which the GGUF carries.</param>
/// <param name="Epsilon">Privacy budget at the recipe's delta; null without differential privacy.</param>
/// <param name="ResumedAfter">Epochs that a checkpoint brought.</param>
/// <param name="Learned">What the loss was on; null if it was on all tokens.</param>
public sealed record TrainingOutcome(
    IReadOnlyList<EpochLoss> Losses, string ManifestHash, double? Epsilon, int ResumedAfter, LearnedTokens? Learned = null);

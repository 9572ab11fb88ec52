using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>An attempt that a run needs.</summary>
/// <param name="Use">What for.</param>
/// <param name="PromptText">The prompt's text.</param>
/// <param name="Request">What to generate.</param>
public sealed record WantedAttempt(AttemptUse Use, string PromptText, GenerationRequest Request);

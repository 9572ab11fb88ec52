using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>A question that is wanted, and what for.</summary>
public sealed record WantedReply(AttemptUse Use, ChatRequest Request);

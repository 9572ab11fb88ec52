using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>A text that an endpoint produced.</summary>
internal sealed record Completion(string Text, AnswerDetail Detail);

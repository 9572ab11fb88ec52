namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>Words put into the mouth of a chat model.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Finish">The finish reason on the wire, such as <c>stop</c>, <c>length</c> or <c>content_filter</c>.</param>
/// <param name="Top">Alternatives of the first token with their log-probabilities, nats; the first is what it says.</param>
public sealed record LoopbackAnswer(string Text, string Finish = "stop", IReadOnlyList<(string Token, double LogProb)>? Top = null);

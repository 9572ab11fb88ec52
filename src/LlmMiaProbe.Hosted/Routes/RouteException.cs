namespace LlmMiaProbe.Hosted.Routes;

/// <summary>An answer of status 200 that does not hold what was asked for. The message is a clause that begins with "the endpoint".</summary>
internal sealed class RouteException(string message, Exception? inner = null) : Exception(message, inner);

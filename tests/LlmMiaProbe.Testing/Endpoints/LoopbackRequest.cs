using System.Text.Json.Nodes;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>What a loopback endpoint was asked.</summary>
/// <param name="Number">From 1, in order of arrival, of requests with a body.</param>
/// <param name="Path">Without the host.</param>
/// <param name="Body">Empty for GET.</param>
/// <param name="Authorization">The header that holds the key, or null.</param>
public sealed record LoopbackRequest(int Number, string Path, JsonObject Body, string? Authorization)
{
    /// <summary>What stands after the path, such as <c>?api-version=2024-10-21</c>; empty for nothing.</summary>
    public string Query { get; init; } = "";
}

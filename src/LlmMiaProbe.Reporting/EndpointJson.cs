using System.Text.Json.Nodes;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting;

/// <summary><see cref="UsageOutput"/> as a node.</summary>
public static class EndpointJson
{
    public static JsonNode? Of(EndpointUsage usage) => OutputText.ToNode(UsageOutput.Of(usage));
}

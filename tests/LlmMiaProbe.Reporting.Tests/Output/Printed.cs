using System.Text.Json.Nodes;

namespace LlmMiaProbe.Reporting.Tests.Output;

/// <summary>What scripts read.</summary>
internal static class Printed
{
    public static JsonObject Of<T>(T output) => JsonNode.Parse(OutputText.Of(output)) as JsonObject ?? [];
}

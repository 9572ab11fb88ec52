using System.Text.Json.Nodes;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary><see cref="DesignOutput"/> as a node.</summary>
public static class DecisionsJson
{
    public static JsonNode? Of(TestDesign design) => OutputText.ToNode(DesignOutput.Of(design));
}

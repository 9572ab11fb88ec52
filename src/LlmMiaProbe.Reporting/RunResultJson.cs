using System.Text.Json;

namespace LlmMiaProbe.Reporting;

/// <summary>How nodes are printed.</summary>
public static class RunResultJson
{
    /// <inheritdoc cref="OutputText.Options"/>
    public static JsonSerializerOptions Indented => OutputText.Options;
}

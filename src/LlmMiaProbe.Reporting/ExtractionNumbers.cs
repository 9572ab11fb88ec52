using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Reporting;

/// <summary>Numbers of extraction in JSON, which has no infinity.</summary>
internal static class ExtractionNumbers
{
    public static JsonNode? Of(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>Draws by probability of success; null where the suffix cannot be drawn or the number exceeds a double.</summary>
    public static JsonObject Queries(double logPz) => new(ExtractionThresholds.Success.Select(p =>
        KeyValuePair.Create(p.ToString(CultureInfo.InvariantCulture), Of(QueriesNeeded.Of(logPz, p)))));
}

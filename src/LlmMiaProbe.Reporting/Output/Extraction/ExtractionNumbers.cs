using System.Globalization;
using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Reporting;

/// <summary>Numbers of extraction in JSON, which has no infinity.</summary>
internal static class ExtractionNumbers
{
    public static double? Of(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Draws by probability of success; null where the suffix cannot be drawn or the number exceeds a double.</summary>
    public static IReadOnlyDictionary<string, double?> Queries(double logPz) => new OrderedDictionary<string, double?>(
        ExtractionThresholds.Success.Select(p => KeyValuePair.Create(p.ToString(CultureInfo.InvariantCulture), Of(QueriesNeeded.Of(logPz, p)))));

    /// <summary>Shares by the least p_z.</summary>
    public static IReadOnlyDictionary<string, double> ByThreshold(IEnumerable<double> shares) => new OrderedDictionary<string, double>(
        ExtractionThresholds.Coverage.Zip(shares, (p, share) => KeyValuePair.Create(p.ToString(CultureInfo.InvariantCulture), share)));
}

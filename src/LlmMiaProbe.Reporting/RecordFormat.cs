namespace LlmMiaProbe.Reporting;

/// <summary>How records are exported.</summary>
public enum RecordFormat
{
    /// <summary>One JSON object a line.</summary>
    JsonLines,

    /// <summary>Comma-separated values, the first line naming the columns.</summary>
    Csv,
}

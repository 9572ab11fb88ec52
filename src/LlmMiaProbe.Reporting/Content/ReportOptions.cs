using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting;

/// <summary>What a report may carry.</summary>
public sealed record ReportOptions
{
    /// <summary>Lengths and hashes in place of the documents' text and of everything that spells it.</summary>
    public bool Redact { get; init; }

    /// <summary>Numbers in place of the documents' ids and groups, everywhere.</summary>
    public bool RedactIds { get; init; }

    /// <summary>An earlier run that one of the report's is compared with; null for none.</summary>
    public long? Earlier { get; init; }

    /// <summary>Documents in the table, those with the highest scores; all numbers above it count every document.</summary>
    public int MostDocuments { get; init; } = 20_000;

    /// <summary>Bytes of text whose token evidence is carried, highest scores first.</summary>
    public long MostEvidence { get; init; } = 12 * 1024 * 1024;

    /// <summary>Writes what stands above the first section, such as the way back to a list of runs; null for nothing.</summary>
    internal Action<HtmlWriter>? Lead { get; init; }
}

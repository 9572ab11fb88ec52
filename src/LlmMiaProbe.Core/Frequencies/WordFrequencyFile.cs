namespace LlmMiaProbe.Frequencies;

/// <summary>A word frequency table as a JSON file: format, documents, and counts by word in lower case.</summary>
public static class WordFrequencyFile
{
    private const string Format = "mia-probe word frequencies 1";

    /// <summary>Writes the whole table or, if that fails, leaves what was there before.</summary>
    /// <exception cref="PrerequisiteException">The file cannot be written.</exception>
    public static void Write(string path, WordFrequencies table) =>
        TableFile.Write(path, new WordFrequencyRecord(Format, table.Documents, table.Counts), FrequencyJson.Default.WordFrequencyRecord);

    /// <exception cref="PrerequisiteException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="ConfigurationException">The file is no word frequency table.</exception>
    public static WordFrequencies Read(string path) => TableFile.Read(
        path,
        "--word-frequencies",
        "mia-probe frequencies build --words",
        $"\"format\": \"{Format}\" with counts by word",
        FrequencyJson.Default.WordFrequencyRecord,
        record => record is { Format: Format, Counts: { } counts } ? new WordFrequencies(record.Documents, counts) : null);
}

/// <summary>The fields of a word frequency file.</summary>
internal sealed record WordFrequencyRecord(string? Format, long Documents, IReadOnlyDictionary<string, long>? Counts);

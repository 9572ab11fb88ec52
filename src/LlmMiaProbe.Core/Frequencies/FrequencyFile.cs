using System.Text.Json.Serialization;

namespace LlmMiaProbe.Frequencies;

/// <summary>A token frequency table as a JSON file: format, tokenizer, documents, and counts by token id.</summary>
public static class FrequencyFile
{
    private const string Format = "mia-probe token frequencies 1";

    /// <summary>Writes the whole table or, if that fails, leaves what was there before.</summary>
    /// <exception cref="PrerequisiteException">The file cannot be written.</exception>
    public static void Write(string path, TokenFrequencies table) =>
        TableFile.Write(path, new FrequencyRecord(Format, table.Tokenizer, table.Documents, table.Counts), FrequencyJson.Default.FrequencyRecord);

    /// <exception cref="PrerequisiteException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="ConfigurationException">The file is no token frequency table.</exception>
    public static TokenFrequencies Read(string path) => TableFile.Read(
        path,
        "--frequencies",
        "mia-probe frequencies build",
        $"\"format\": \"{Format}\" with a tokenizer and counts",
        FrequencyJson.Default.FrequencyRecord,
        record => record is { Format: Format, Tokenizer: { } tokenizer, Counts: { } counts }
            ? new TokenFrequencies(tokenizer, record.Documents, counts)
            : null);
}

/// <summary>The fields of a token frequency file.</summary>
internal sealed record FrequencyRecord(string? Format, string? Tokenizer, long Documents, IReadOnlyList<long>? Counts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FrequencyRecord))]
[JsonSerializable(typeof(WordFrequencyRecord))]
internal sealed partial class FrequencyJson : JsonSerializerContext;

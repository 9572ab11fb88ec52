using System.Text.Json;

namespace LlmMiaProbe.Frequencies;

/// <summary>A frequency table as a JSON file: format, tokenizer, documents, and counts by token id.</summary>
public static class FrequencyFile
{
    private const string Format = "mia-probe token frequencies 1";

    /// <summary>Writes the whole table or, if that fails, leaves what was there before.</summary>
    /// <exception cref="PrerequisiteException">The file cannot be written.</exception>
    public static void Write(string path, TokenFrequencies table)
    {
        var partial = path + ".partial";
        try
        {
            using (var stream = File.Create(partial))
            {
                JsonSerializer.Serialize(stream, new FrequencyRecord(Format, table.Tokenizer, table.Documents, table.Counts), FrequencyJson.Default.FrequencyRecord);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"The frequency table {path} cannot be written ({e.Message}): name a file in a folder that exists and may be written to.", e);
        }
    }

    /// <exception cref="PrerequisiteException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="ConfigurationException">The file is no frequency table.</exception>
    public static TokenFrequencies Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, FrequencyJson.Default.FrequencyRecord) is { Format: Format, Tokenizer: { } tokenizer, Counts: { } counts } record
                ? new TokenFrequencies(tokenizer, record.Documents, counts)
                : throw NoTable(path, $"expected \"format\": \"{Format}\" with a tokenizer and counts");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException)
        {
            throw NoTable(path, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"The frequency table {path} cannot be read ({e.Message}): make one with 'mia-probe frequencies build'.", e);
        }
    }

    private static ConfigurationException NoTable(string path, string reason) =>
        new($"--frequencies: {path} is no frequency table ({reason}); make one with 'mia-probe frequencies build'.");
}

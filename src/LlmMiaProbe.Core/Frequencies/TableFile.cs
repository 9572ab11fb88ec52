using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Frequencies;

/// <summary>Frequency tables as JSON files.</summary>
internal static class TableFile
{
    /// <summary>Writes the whole table or, if that fails, leaves what was there before.</summary>
    /// <exception cref="PrerequisiteException">The file cannot be written.</exception>
    public static void Write<T>(string path, T record, JsonTypeInfo<T> type)
    {
        var partial = path + ".partial";
        try
        {
            File.Delete(partial);
            using (var stream = PrivateFile.Create(partial))
            {
                JsonSerializer.Serialize(stream, record, type);
            }

            PrivateFile.Replace(partial, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException(
                $"The frequency table {path} cannot be written ({e.Message}): name a file in a folder that exists and may be written to.", e);
        }
    }

    /// <param name="path">File to read.</param>
    /// <param name="option">The option that named it.</param>
    /// <param name="command">What makes such a table.</param>
    /// <param name="expected">What the file has to hold.</param>
    /// <param name="type">Its fields.</param>
    /// <param name="make">The table, or null if fields are missing or the format is another one.</param>
    /// <exception cref="PrerequisiteException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="ConfigurationException">The file is no such table.</exception>
    public static TTable Read<TRecord, TTable>(
        string path, string option, string command, string expected, JsonTypeInfo<TRecord> type, Func<TRecord, TTable?> make)
        where TRecord : class
        where TTable : class
    {
        try
        {
            using var stream = OutsideFile.OpenRead(path, OutsideFile.LargeFile);
            return JsonSerializer.Deserialize(stream, type) is { } record && make(record) is { } table ? table : throw NoTable($"expected {expected}");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException)
        {
            throw NoTable(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"The frequency table {path} cannot be read ({e.Message}): make one with '{command}'.", e);
        }

        ConfigurationException NoTable(string reason) => new($"{option}: {path} is no such frequency table ({reason}); make one with '{command}'.");
    }
}

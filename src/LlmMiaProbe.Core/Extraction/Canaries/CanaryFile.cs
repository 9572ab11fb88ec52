using System.Text.Encodings.Web;
using System.Text.Json;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// Canaries as files. A sealed set has three: the record (<c>x.json</c>), what opens it (<c>x.reveal.json</c>) and the
/// documents to plant (<c>x.planted.jsonl</c>). An open set is one file that names each canary's secret.
/// </summary>
public static class CanaryFile
{
    private static readonly CanaryFileJson s_json = new(
        new JsonSerializerOptions(CanaryFileJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string RevealPath(string path) => Path.ChangeExtension(path, ".reveal.json");

    public static string PlantedPath(string path) => Path.ChangeExtension(path, ".planted.jsonl");

    /// <exception cref="ConfigurationException">One of the files is there already: a sealed record is never overwritten.</exception>
    /// <exception cref="PrerequisiteException">A file cannot be written.</exception>
    public static void Write(string path, SealedCanaries canaries)
    {
        (string Path, string Text)[] files =
        [
            (PlantedPath(path), canaries.Set.Planted()),
            (RevealPath(path), JsonSerializer.Serialize(canaries.Reveal, s_json.CanaryReveal) + "\n"),
            (path, JsonSerializer.Serialize(canaries.Record, s_json.CanaryRecord) + "\n"),
        ];
        if (Array.Find(files, file => File.Exists(file.Path)).Path is { } taken)
        {
            throw new ConfigurationException(
                $"{taken} is there already, and canaries that may have been planted are not overwritten: name another file with -o.");
        }

        foreach (var file in files)
        {
            try
            {
                PrivateFile.WriteNewText(file.Path, file.Text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new PrerequisiteException(
                    $"The file {file.Path} cannot be written ({e.Message}): name a file with -o in a folder that exists and may be written to.", e);
            }
        }
    }

    /// <param name="path">A sealed or an open file of canaries.</param>
    /// <param name="reveal">What opens a sealed one; null for the file beside it.</param>
    /// <param name="seed">Seed of the references of an open one, which has none of its own.</param>
    /// <exception cref="PrerequisiteException">There is no such file, or what opens it is missing.</exception>
    /// <exception cref="ConfigurationException">The file is no file of canaries, or it cannot be opened.</exception>
    public static CanarySet Read(string path, string? reveal, int seed)
    {
        var record = Parse(path, s_json.CanaryRecord, "a file of canaries");
        if (record is not { Template: { } text, Alphabet: { } symbols, Canaries: { Count: > 0 } entries })
        {
            throw NoCanaries(path, "expected template, alphabet, length and canaries");
        }

        var (template, alphabet) = (new CanaryTemplate(text), new SecretAlphabet(symbols, record.Length));
        if (entries.FirstOrDefault(entry => entry.Id is null || entry.Repetitions < 0) is { } odd)
        {
            throw NoCanaries(path, $"canary '{odd.Id}' has no id or a negative number of repetitions");
        }

        if (entries.GroupBy(entry => entry.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw NoCanaries(path, $"two canaries have the id '{twice.Key}'");
        }

        if (record.SeedCommitment is null)
        {
            return OpenSet(path, record, template, alphabet, entries, seed);
        }

        var opening = reveal ?? RevealPath(path);
        return SealedCanaries.Open(record, template, alphabet, Parse(opening, s_json.CanaryReveal, "what opens sealed canaries"), opening);
    }

    private static CanarySet OpenSet(
        string path, CanaryRecord record, CanaryTemplate template, SecretAlphabet alphabet, IReadOnlyList<CanaryEntry> entries, int seed)
    {
        if (entries.FirstOrDefault(entry => entry.Secret is null || !alphabet.Holds(entry.Secret)) is { } odd)
        {
            throw NoCanaries(path, $"the secret '{odd.Secret}' of {odd.Id} is not {alphabet.Length} symbols of the alphabet");
        }

        return new CanarySet
        {
            Template = template,
            Alphabet = alphabet,
            AnnouncedReferences = record.References,
            IsSealed = false,
            Seed = seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Canaries =
            [
                .. entries.Select(
                    (entry, i) => new Canary(
                        entry.Id ?? "", entry.Repetitions, entry.Prefix ?? template.Carrier(i).Prefix, entry.Secret ?? "", template.Carrier(i).Suffix)),
            ],
        };
    }

    private static T Parse<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string what)
    {
        try
        {
            using var stream = OutsideFile.OpenRead(path, OutsideFile.LargeFile);
            return JsonSerializer.Deserialize(stream, type) ?? throw NoCanaries(path, "it holds null");
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path} is not {what} ({e.Message}); 'mia-probe canary generate' makes one.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"The file {path} cannot be read ({e.Message}): it is {what}, made by 'mia-probe canary generate'.", e);
        }
    }

    private static ConfigurationException NoCanaries(string path, string reason) =>
        new($"{path} is not a file of canaries ({reason}); 'mia-probe canary generate' makes one.");
}

using System.Text.Encodings.Web;
using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Lab;

/// <summary>
/// A folder with a divided collection: <c>split.json</c> (sides, seed and hashes), <c>documents.jsonl</c> (members and
/// non-members, labelled) and <c>validation.jsonl</c>.
/// </summary>
public sealed class LabFolder(string path)
{
    private const string Format = "mia-probe lab split 1";

    private static readonly JsonSerializerOptions s_line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string SplitPath { get; } = Path.Combine(path, "split.json");

    public string DocumentsPath { get; } = Path.Combine(path, "documents.jsonl");

    public string ValidationPath { get; } = Path.Combine(path, "validation.jsonl");

    /// <exception cref="PrerequisiteException">It cannot be written.</exception>
    public void Write(LabSplit split, IReadOnlyList<Document> documents)
    {
        var byId = documents.ToDictionary(document => document.Id, StringComparer.Ordinal);
        try
        {
            PrivateFile.CreateFolder(path);
            PrivateFile.WriteLines(
                DocumentsPath,
                split.Tested.Select(document => Line(byId[document.Id], document.Side == LabSide.Member ? Membership.Member : Membership.NonMember)));
            PrivateFile.WriteLines(ValidationPath, split.Of(LabSide.Validation).Select(document => Line(byId[document.Id], Membership.NonMember)));
            PrivateFile.WriteText(SplitPath, JsonSerializer.Serialize(new Record(Format, split.Seed, split.Documents), LabJson.Options) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException(
                $"The split could not be written to {path} ({error.Message}): name a folder that may be written to and has room.", error);
        }
    }

    /// <summary>Reads the split and the texts, and sees that they are what was divided.</summary>
    /// <exception cref="PrerequisiteException">A file is missing or cannot be read.</exception>
    /// <exception cref="ConfigurationException">A file is not what 'lab split' wrote.</exception>
    public (LabSplit Split, IReadOnlyDictionary<string, string> Texts) Read()
    {
        var split = ReadSplit();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in CorpusReader.Read(
            [
                new CorpusSource(DocumentsPath),
                .. File.Exists(ValidationPath) && new FileInfo(ValidationPath).Length > 0 ? [new CorpusSource(ValidationPath)] : Array.Empty<CorpusSource>(),
            ]))
        {
            if (entry.Document is { } document)
            {
                texts.Add(document.Id, document.Text);
            }
        }

        var changed = split.Documents.FirstOrDefault(document => !texts.TryGetValue(document.Id, out var text) || ContentHash.Of(text).Hex != document.Sha256);
        return changed is null ? (split, texts)
            : throw new ConfigurationException(
                $"{path}: the text of {changed.Id} is not the one that was divided: run 'mia-probe lab split' again, or bring the files from then back.");
    }

    private LabSplit ReadSplit()
    {
        try
        {
            var record = JsonSerializer.Deserialize<Record>(OutsideFile.ReadText(SplitPath, OutsideFile.LargeFile), LabJson.Options);
            return record is { Format: Format, Documents: { Count: > 0 } documents }
                ? new LabSplit(record.Seed, documents)
                : throw new ConfigurationException(
                    $"{SplitPath} is no split of this program (expected \"format\": \"{Format}\" and documents): make one with 'mia-probe lab split'.");
        }
        catch (JsonException error)
        {
            throw new ConfigurationException(
                $"{SplitPath}:{(error.LineNumber ?? 0) + 1}: this is not the JSON that 'mia-probe lab split' wrote: make it anew.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException(
                $"{SplitPath} cannot be read ({error.Message}): make a lab with 'mia-probe lab split CORPUS --out FOLDER' and name its folder.", error);
        }
    }

    private static string Line(Document document, Membership label) => JsonSerializer.Serialize(
        document.Group is { } group
            ? new Dictionary<string, string> { ["id"] = document.Id, ["text"] = document.Text, ["label"] = label.ToText(), ["group"] = group }
            : new Dictionary<string, string> { ["id"] = document.Id, ["text"] = document.Text, ["label"] = label.ToText() },
        s_line);

    private sealed record Record(string Format, int Seed, IReadOnlyList<LabDocument> Documents);
}

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

    /// <summary>Writes it; chat records stay chat records.</summary>
    /// <exception cref="PrerequisiteException">It cannot be written.</exception>
    /// <exception cref="ConfigurationException">There are texts and chat records, which one file cannot hold.</exception>
    public void Write(LabSplit split, IReadOnlyList<Document> documents)
    {
        RequireOneShape(documents);
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

    /// <summary>Reads the split and the documents by id, and sees that they are what was divided.</summary>
    /// <exception cref="PrerequisiteException">A file is missing or cannot be read.</exception>
    /// <exception cref="ConfigurationException">A file is not what 'lab split' wrote.</exception>
    public (LabSplit Split, IReadOnlyDictionary<string, Document> Documents) Read()
    {
        var split = ReadSplit();
        var documents = new Dictionary<string, Document>(StringComparer.Ordinal);
        foreach (var entry in CorpusReader.Read(
            [
                new CorpusSource(DocumentsPath),
                .. File.Exists(ValidationPath) && new FileInfo(ValidationPath).Length > 0 ? [new CorpusSource(ValidationPath)] : Array.Empty<CorpusSource>(),
            ]))
        {
            if (entry.Document is { } document)
            {
                documents.Add(document.Id, document);
            }
        }

        var changed = split.Documents.FirstOrDefault(
            document => !documents.TryGetValue(document.Id, out var read) || LabDocument.HashOf(read) != document.Sha256);
        return changed is null ? (split, documents)
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

    private static void RequireOneShape(IReadOnlyList<Document> documents)
    {
        var first = documents[0];
        if (documents.FirstOrDefault(document => document.Conversation?.Joint != first.Conversation?.Joint) is { } other)
        {
            throw new ConfigurationException(
                $"{first.Origin} is {Shape(first)} and {other.Origin} {Shape(other)}, which one file cannot hold: divide each kind by itself.");
        }
    }

    private static string Shape(Document document) =>
        document.Conversation is null ? "a text" : document.Conversation.Joint.Length > 0 ? "a chat record" : "a prompt with its completion";

    private static string Line(Document document, Membership label)
    {
        var record = new Dictionary<string, object> { ["id"] = document.Id };
        if (document.Conversation is not { } conversation)
        {
            record["text"] = document.Text;
        }
        else if (conversation.Joint.Length == 0 && conversation.Turns is [var prompt, var completion])
        {
            // Without a template nothing stands between these two, which turns cannot say.
            (record["prompt"], record["completion"]) = (prompt.Content, completion.Content);
        }
        else
        {
            record["messages"] = conversation.Turns.Select(Turn);
        }

        record["label"] = label.ToText();
        if (document.Group is { } group)
        {
            record["group"] = group;
        }

        return JsonSerializer.Serialize(record, s_line);
    }

    private static Dictionary<string, object> Turn(ConversationTurn turn)
    {
        var message = new Dictionary<string, object> { ["role"] = turn.Role, ["content"] = turn.Content };
        if (turn is { Role: Roles.Assistant, IsLearned: false })
        {
            message["weight"] = 0;
        }

        return message;
    }

    private sealed record Record(string Format, int Seed, IReadOnlyList<LabDocument> Documents);
}

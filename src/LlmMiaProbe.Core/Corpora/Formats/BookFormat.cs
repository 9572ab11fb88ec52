using System.Text.Json;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// A text file as one document, blank lines and all. Its id is the file name. A JSON file of the same name beside it, with one
/// object whose <c>file</c> is the text's name, gives the document's other fields.
/// </summary>
internal sealed class BookFormat : ICorpusFormat
{
    public string Words => "a book";

    public void Require(CorpusFile file) => CorpusBytes.Open(file.Path).Dispose();

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        var record = WholeFile.Read(file.Path, file.Name, file.Label ?? Membership.Unknown, 1, CorpusLimits.RecordBytes);
        yield return record.Entry.Document is { } document ? CorpusRecord.Of(document with { Fields = FieldsOf(file) }, record.Line) : record;
    }

    // A file of that name may have nothing to do with the book, so whatever does not name it is left alone.
    private static string? FieldsOf(CorpusFile file)
    {
        try
        {
            var text = OutsideFile.ReadText(Path.ChangeExtension(file.Path, ".json"));
            using var json = JsonDocument.Parse(text);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("file", out var name)
                && name.ValueKind == JsonValueKind.String && name.GetString() == Path.GetFileName(file.Path)
                    ? text.Trim()
                    : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or PrerequisiteException)
        {
            return null;
        }
    }
}

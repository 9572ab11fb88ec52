using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LlmMiaProbe.Corpora;

/// <summary>Makes documents of the records of one file, each given as one JSON object, or says why it cannot.</summary>
/// <remarks>The first record whose fields are known decides what those of all others mean.</remarks>
internal sealed class RecordParser(CorpusFile file)
{
    private readonly RecordFields _fields = new();
    private IRecordLayout? _layout;
    private string _said = string.Empty;

    /// <summary>One record is one document as a rule, a defect if it is none, or more than one document.</summary>
    public IReadOnlyList<CorpusRecord> Parse(ReadOnlySpan<byte> json, long number)
    {
        try
        {
            return Documents(json, number);
        }
        catch (JsonException error)
        {
            var position = (error.BytePositionInLine + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?";
            return Defect($"the line is not valid JSON from byte {position} on; expected one object such as {{\"id\": \"a\", \"text\": \"…\"}}");
        }
        catch (FormatException error)
        {
            return Defect(error.Message);
        }

        CorpusRecord[] Defect(string reason) => [CorpusRecord.Defect(file.Path, number, reason)];
    }

    /// <summary>Whether a record of these fields could be a document.</summary>
    public bool Knows(ReadOnlySpan<byte> json) => _fields.TryFind(json) && RecordLayouts.Of(new JsonRecord(json, _fields)) is not null;

    private CorpusRecord[] Documents(ReadOnlySpan<byte> json, long number)
    {
        if (!Utf8.IsValid(json))
        {
            throw new FormatException("the line is not valid UTF-8; convert the file to UTF-8");
        }

        if (Surrogates.HasUnpairedEscape(json))
        {
            throw new FormatException("the line has half a surrogate pair (\\ud800 to \\udfff on its own), which is no character; expected both halves");
        }

        if (!_fields.TryFind(json))
        {
            throw new FormatException("the line holds a JSON value that is no object; expected one object with a string field \"text\"");
        }

        var record = new JsonRecord(json, _fields);
        var content = LayoutOf(record).Read(record);
        var name = JsonRecord.NameOf(record["id"], "id") ?? $"{file.Name}:{number}";
        var label = file.Label ?? Label(record["label"]);
        var group = JsonRecord.NameOf(record["group"], "group");
        var others = record.Others([.. content.Taken, "id", "label", "group"], default);
        return
        [
            .. content.Parts.Select(part => CorpusRecord.Of(
                new Document
                {
                    Id = name + part.Suffix,
                    Text = part.Text,
                    Conversation = part.Conversation,
                    Label = part.Label ?? label,
                    Group = group,
                    Fields = others,
                    Origin = $"{file.Path}:{number}",
                },
                number)),
        ];
    }

    private IRecordLayout LayoutOf(JsonRecord record)
    {
        if (_layout is { } decided)
        {
            return decided.Accepts(record) || RecordLayouts.Of(record) is not { } other ? decided : throw new FormatException(
                $"the record is of another shape ({other.Say(record)}) than those before it ({_said}); give each shape a file of its own");
        }

        if (RecordLayouts.Of(record) is not { } found)
        {
            return RecordLayouts.Text;
        }

        (_layout, _said) = (found, found.Say(record));
        return found;
    }

    private static Membership Label(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.SequenceEqual("null"u8))
        {
            return Membership.Unknown;
        }

        var text = JsonRecord.StringOf(value) ?? (value[0] is (byte)'{' or (byte)'[' ? "a list or object" : Encoding.UTF8.GetString(value));
        return RecordLabel.TryParse(text, out var label)
            ? label
            : throw new FormatException($"the label is {Quotation.Of(text)}; {RecordLabel.Expected}; {RecordLabel.Remedy}");
    }
}

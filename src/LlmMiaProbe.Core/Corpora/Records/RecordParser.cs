using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace LlmMiaProbe.Corpora;

/// <summary>Makes documents of the records of one file, each given as one JSON value, or says why it cannot.</summary>
/// <remarks>The first record whose fields are known decides what those of all others mean.</remarks>
internal sealed class RecordParser(CorpusFile file)
{
    private readonly RecordFields _fields = new();
    private readonly RecordReading _reading = file.Reading;
    private IRecordLayout? _layout;
    private string _said = string.Empty;
    private bool _hasSaidLabel;

    /// <summary>One record is one document as a rule, a defect if it is none, or more than one document.</summary>
    /// <param name="json">One JSON value in UTF-8.</param>
    /// <param name="number">Its place in the file, from 1.</param>
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
    public bool Knows(ReadOnlySpan<byte> json) =>
        _reading.Text is not null || (_fields.TryFind(json) && RecordLayouts.Of(new JsonRecord(json, _fields)) is not null);

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

        var isObject = _fields.TryFind(json);
        var record = new JsonRecord(json, _fields);
        if (!isObject && record.All[0] != (byte)'"')
        {
            throw new FormatException("the line holds a JSON value that is no object; expected one object with a string field \"text\"");
        }

        _reading.Meet(record);
        var layout = LayoutOf(record);
        var content = layout.Read(record);
        List<string> taken = [.. content.Taken];
        var name = JsonRecord.NameOf(Value(record, _reading.Id, _reading.ReadsId, "id", taken), _reading.Id?.Text ?? "id") ?? $"{file.Name}:{number}";
        var label = LabelOf(record, layout, Value(record, _reading.Label, _reading.ReadsLabel, layout.LabelField, taken));
        var groupField = layout.GroupField(record);
        var group = JsonRecord.NameOf(Value(record, _reading.Group, _reading.ReadsGroup, groupField, taken), _reading.Group?.Text ?? groupField);
        if (file.Label is not null && content.Parts.Any(part => part.Label is not null))
        {
            throw new FormatException("the record holds a member and a non-member, so neither --members nor --non-members fits; name the file with --corpus");
        }

        var others = record.Others(taken, content.Hidden);
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
            // A text beside a conversation would be dropped without a word where the first record had the conversation alone.
            var isSame = decided.Accepts(record) && !(decided is ConversationLayout && TextLayout.HasText(record));
            return _reading.Text is not null || isSame || RecordLayouts.Of(record) is not { } other ? decided : throw new FormatException(
                $"the record is of another shape ({Say(other.Describe(record))}) than those before it ({_said}); give each shape a file of its own");
        }

        if (_reading.Text is { } path)
        {
            var named = new NamedLayout(_reading, path);
            if (named.Accepts(record))
            {
                Decide(record, named);
            }

            return named;
        }

        if (RecordLayouts.Of(record) is not { } found)
        {
            return RecordLayouts.Text;
        }

        Decide(record, found);
        return found;
    }

    private void Decide(JsonRecord record, IRecordLayout layout)
    {
        var (kind, where) = layout.Describe(record);
        (_layout, _said) = (layout, Say((kind, where)));
        new RecordNote(file, record, layout).Tell(kind, where, out _hasSaidLabel);
    }

    private Membership LabelOf(JsonRecord record, IRecordLayout layout, ReadOnlySpan<byte> value)
    {
        if (file.Label is { } given)
        {
            return given;
        }

        if (value.IsEmpty || value.SequenceEqual("null"u8))
        {
            return Membership.Unknown;
        }

        if (!_hasSaidLabel && _layout is not null)
        {
            _hasSaidLabel = true;
            _reading.Tell(file.Name, RecordNote.Label(_reading.Label?.Text ?? layout.LabelField ?? "label", value));
        }

        var text = RecordLabel.TextOf(value);
        return RecordLabel.TryParse(text, out var label)
            ? label
            : throw new FormatException($"the label is {Quotation.Of(text)}; {RecordLabel.Expected}; {RecordLabel.Remedy}");
    }

    private ReadOnlySpan<byte> Value(JsonRecord record, FieldPath? path, bool isRead, string? usual, List<string> taken)
    {
        if (!isRead || (path is null && usual is null))
        {
            return default;
        }

        if ((path is null ? usual : path.NameIn(record)) is { } name)
        {
            taken.Add(name);
        }

        return path is null ? record[usual ?? string.Empty] : _reading.Find(path, record);
    }

    private static string Say((string Kind, string Where) layout) => $"{layout.Kind}: {layout.Where}";
}

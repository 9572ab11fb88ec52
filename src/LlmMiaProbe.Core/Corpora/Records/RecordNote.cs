namespace LlmMiaProbe.Corpora;

/// <summary>What is told about a file when its first record says what its fields mean.</summary>
internal readonly ref struct RecordNote(CorpusFile file, JsonRecord record, IRecordLayout layout)
{
    // Fields that other people's records keep a label in. A guess that is wrong swaps labels, so they are named and not read.
    private static readonly HashSet<string> s_likeLabels = new(StringComparer.OrdinalIgnoreCase)
    {
        "label", "labels", "is_member", "ismember", "member", "membership", "split", "seen", "is_seen", "in_train",
            "in_training", "is_train", "is_training", "train",
    };

    // In bytes of JSON.
    private const int LongestLabel = 40;

    private readonly JsonRecord _record = record;

    /// <summary>Tells what is read where, and what is not read though it looks as if it should be.</summary>
    public void Tell(string kind, string where, out bool hasSaidLabel)
    {
        var reading = file.Reading;
        var labelField = !reading.ReadsLabel ? null : reading.Label?.Text ?? layout.LabelField;
        var label = labelField is null ? default : reading.Label is { } path ? reading.Find(path, _record) : _record[labelField];
        hasSaidLabel = file.Label is null && !label.IsEmpty && !label.SequenceEqual("null"u8);
        var group = reading.Group?.Text ?? layout.GroupField(_record);
        List<string> parts =
        [
            where,
            .. hasSaidLabel ? [Label(labelField ?? string.Empty, label)] : (string[])[],
            .. file.Label is { } given && !label.IsEmpty
                ? [$"'{labelField}' not read: each is {given.ToText()} {(file.IsLabelOfFolder ? "by the name of its folder" : "as you say")}"] : (string[])[],
            .. reading.Id is { } id ? [$"id in '{id.Text}'"] : (string[])[],
            .. reading.ReadsGroup && (reading.Group is not null || _record.Has(group)) ? [$"group in '{group}'"] : (string[])[],
        ];
        reading.Tell(file.Name, $"{kind} ({string.Join(", ", parts)})");
        if (layout is TextLayout && RecordLayouts.ConversationOf(_record) is { } conversation)
        {
            reading.Tell(
                file.Name,
                $"the conversation ({conversation.Describe(_record).Where}) is not read, because the records have a text; "
                + (conversation is MessagesLayout { Name: var turns } ? $"--text-field {turns} reads it instead"
                    : "records without a field 'text' are read as it"));
        }

        if (file.Label is null && label.IsEmpty && reading is { ReadsLabel: true, Label: null } && layout.LabelField is not null)
        {
            foreach (var name in _record.Names.Where(s_likeLabels.Contains))
            {
                if ((file.IsOfOneSplit && name == "split") || name == reading.Text?.NameIn(_record) || !CouldBeLabel(_record[name]))
                {
                    continue;
                }

                reading.Tell(file.Name, $"'{name}' looks like a label and is not read; --label-field {name} reads it");
            }
        }
    }

    // A label is one short word; MIMIR has whole texts in "member".
    private static bool CouldBeLabel(ReadOnlySpan<byte> value) => value[0] is not ((byte)'[' or (byte)'{') && value.Length <= LongestLabel;

    /// <summary>Where the label is and, if its spelling leaves room for doubt, which is a member.</summary>
    public static string Label(string name, ReadOnlySpan<byte> value)
    {
        var spelling = RecordLabel.TextOf(value).Trim().ToLowerInvariant();
        var member = !RecordLabel.TryParse(spelling, out _) ? null : spelling switch
        {
            "true" or "false" => "true",
            "train" or "training" or "test" or "testing" or "heldout" or "held-out" or "held_out" or "held out" or "holdout" => "train",
            "seen" or "unseen" => "seen",
            ['0' or '1', ..] => "1",
            _ => null,
        };
        return $"label in '{name}'{(member is null ? "" : $": {member} is member")}";
    }
}

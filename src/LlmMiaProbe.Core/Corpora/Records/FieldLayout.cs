namespace LlmMiaProbe.Corpora;

/// <summary>A published data set whose text is in a field of another name.</summary>
/// <param name="kind">What it is called.</param>
/// <param name="name">Field of the text.</param>
/// <param name="signs">Fields of which it has one at least.</param>
/// <param name="group">Field of the group, if it has one.</param>
internal sealed class FieldLayout(string kind, string name, IReadOnlyList<string> signs, string group = "group") : IRecordLayout
{
    public bool Accepts(JsonRecord record)
    {
        var isIt = false;
        foreach (var sign in signs)
        {
            isIt |= !record[sign].IsEmpty;
        }

        return isIt && record.IsString(name);
    }

    public (string Kind, string Where) Describe(JsonRecord record) => (kind, $"text in '{name}'");

    public string GroupField(JsonRecord record) => record.Has("group") ? "group" : group;

    public RecordContent Read(JsonRecord record) => RecordContent.Of(record.Required(name), name);
}

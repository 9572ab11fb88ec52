namespace LlmMiaProbe.Corpora;

/// <summary>How the records of one source are read: the fields that the user named, what is told, and what was met so far.</summary>
internal sealed class RecordReading
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly HashSet<FieldPath> _met = [];
    private readonly Action<string>? _tell;

    /// <param name="fields">What the user named.</param>
    /// <param name="tell">Told in a sentence what is recognised.</param>
    /// <exception cref="ConfigurationException">A path names nothing.</exception>
    public RecordReading(CorpusFields? fields = null, Action<string>? tell = null)
    {
        _tell = tell;
        Text = Path(fields?.Text, "--text-field");
        (Label, ReadsLabel) = Named(fields?.Label, "--label-field");
        (Id, ReadsId) = Named(fields?.Id, "--id-field");
        (Group, ReadsGroup) = Named(fields?.Group, "--group-field");
    }

    public FieldPath? Text { get; }

    public FieldPath? Label { get; }

    public FieldPath? Id { get; }

    public FieldPath? Group { get; }

    public bool ReadsLabel { get; }

    public bool ReadsId { get; }

    public bool ReadsGroup { get; }

    /// <summary>Objects that were met.</summary>
    public long Records { get; private set; }

    /// <summary>The names of the first object's fields.</summary>
    public IReadOnlyList<string> FirstNames { get; private set; } = [];

    /// <summary>Whether more records may bring a field that was named and not met.</summary>
    public bool Misses(bool label) => Paths(label).Any(path => !_met.Contains(path));

    public void Meet(JsonRecord record)
    {
        if (Records++ == 0)
        {
            FirstNames = [.. record.Names];
        }
    }

    /// <summary>The value that a path names; empty if there is none.</summary>
    public ReadOnlySpan<byte> Find(FieldPath path, JsonRecord record)
    {
        var value = path.Find(record);
        if (!value.IsEmpty)
        {
            _met.Add(path);
        }

        return value;
    }

    /// <summary>Tells a sentence about a file, the same for several files of the source once only.</summary>
    public void Tell(string file, string sentence)
    {
        if (_told.Add(sentence))
        {
            _tell?.Invoke($"{file}: {sentence}");
        }
    }

    /// <param name="sources">Those that were read together, with their paths.</param>
    /// <param name="label">Whether a label that was named must be there.</param>
    /// <exception cref="ConfigurationException">A field was named that no record has.</exception>
    public static void RequireNamed(IReadOnlyList<(string Path, RecordReading Reading)> sources, bool label)
    {
        var met = sources.SelectMany(source => source.Reading._met).Select(path => (path.Option, path.Text)).ToHashSet();
        foreach (var (path, reading) in sources.Where(source => source.Reading.Records > 0))
        {
            if (reading.Paths(label).FirstOrDefault(named => !met.Contains((named.Option, named.Text))) is { } missing)
            {
                throw new ConfigurationException(
                    $"{missing.Option} {missing.Text}: no record of {path} has that field; the first has {Quotation.List(reading.FirstNames)}. "
                    + "A path is written meta.source or /meta/source.");
            }
        }
    }

    private IEnumerable<FieldPath> Paths(bool label) => new[] { Text, label ? Label : null, Id, Group }.OfType<FieldPath>();

    private static FieldPath? Path(string? text, string option) => text is null ? null : new FieldPath(text, option);

    private static (FieldPath? Path, bool IsRead) Named(string? text, string option) =>
        text == CorpusFields.None ? (null, false) : (Path(text, option), true);
}

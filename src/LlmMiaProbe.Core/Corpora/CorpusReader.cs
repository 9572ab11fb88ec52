namespace LlmMiaProbe.Corpora;

/// <summary>Reads corpora one document at a time, in memory that does not grow with their texts.</summary>
public static class CorpusReader
{
    // Records of a source that are looked at before a run: a label may first stand in a later one.
    private const int LookedAt = 100;

    private static readonly ICorpusFormat[] Formats =
        [new FolderFormat(), new JsonLinesFormat(), new DelimitedFormat(), new PlainTextFormat()];

    /// <summary>
    /// Documents and defects in the order of the sources and of the records in them. Files are opened at once to
    /// see that they are there, and read only as the sequence is enumerated. A document without an id is named after
    /// its file and line; where two sources have the same file name, after the path as given.
    /// </summary>
    /// <param name="sources">What is read.</param>
    /// <param name="told">Told in one sentence each, as records are read, what they were recognised to be.</param>
    /// <exception cref="PrerequisiteException">
    /// A path does not exist or cannot be opened (from this call); a file fails while it is read (from the enumeration).
    /// </exception>
    /// <exception cref="ConfigurationException">
    /// A source is of no known format, or its header is wrong (from this call); a field was named that no record has (from the enumeration).
    /// </exception>
    public static IEnumerable<CorpusEntry> Read(IReadOnlyList<CorpusSource> sources, Action<string>? told = null) => Read(sources, requiresLabel: true, told);

    /// <summary>As above; where no label is required, no record need have the label that was named.</summary>
    internal static IEnumerable<CorpusEntry> Read(IReadOnlyList<CorpusSource> sources, bool requiresLabel, Action<string>? told) =>
        Read(Open(sources, told), requiresLabel);

    /// <summary>What the sources are recognised to be, from their first records: as much of each is read as is needed to say it.</summary>
    /// <inheritdoc cref="Read(IReadOnlyList{CorpusSource}, Action{string})" path="/exception"/>
    internal static IReadOnlyList<string> Recognise(IReadOnlyList<CorpusSource> sources, bool requiresLabel)
    {
        var notes = new List<string>();
        var opened = Open(sources, notes.Add);
        foreach (var (file, format) in opened)
        {
            var documents = 0L;
            foreach (var record in format.Read(file))
            {
                documents += record.Entry.Document is null ? 0 : 1;
                if (documents > 0 && (file.Reading.Records == 0 || documents >= LookedAt) && !file.Reading.Misses(requiresLabel))
                {
                    break;
                }
            }
        }

        RequireNamed(opened, requiresLabel);
        return notes;
    }

    private static List<(CorpusFile File, ICorpusFormat Format)> Open(IReadOnlyList<CorpusSource> sources, Action<string>? told)
    {
        var repeated = sources.GroupBy(source => Path.GetFileName(source.Path), StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => same.Key)
            .ToHashSet(StringComparer.Ordinal);
        var opened = new List<(CorpusFile File, ICorpusFormat Format)>(sources.Count);
        foreach (var source in sources)
        {
            var format = FormatOf(source);
            var fileName = Path.GetFileName(source.Path);
            var file = new CorpusFile(source.Path, repeated.Contains(fileName) ? source.Path : fileName, source.Label, source.FollowsLinks)
            {
                Reading = new RecordReading(source.Fields, told),
            };
            format.Require(file);
            opened.Add((file, format));
        }

        return opened;
    }

    private static void RequireNamed(List<(CorpusFile File, ICorpusFormat Format)> sources, bool label) =>
        RecordReading.RequireNamed([.. sources.Select(source => (source.File.Path, source.File.Reading))], label);

    private static IEnumerable<CorpusEntry> Read(List<(CorpusFile File, ICorpusFormat Format)> sources, bool requiresLabel)
    {
        var ids = new IdRegister();
        for (var index = 0; index < sources.Count; index++)
        {
            var (file, format) = sources[index];
            foreach (var record in format.Read(file))
            {
                if (record.Entry.Document is { } document && !ids.TryAdd(document.Id, index, record.Line, out var firstSource, out var firstLine))
                {
                    var first = Origin(sources[firstSource].File, document.Id, firstLine);
                    var path = record.Line > 0 ? file.Path : document.Origin;
                    yield return CorpusEntry.Of(
                        new CorpusDefect(path, record.Line, $"the id {Quotation.Of(document.Id)} was used before at {first}; ids must be unique"));
                }
                else
                {
                    yield return record.Entry;
                }
            }
        }

        RequireNamed(sources, requiresLabel);
    }

    // Line 0 stands for a document of a folder, whose id is its path.
    private static string Origin(CorpusFile file, string id, long line) =>
        line > 0 ? $"{file.Path}:{line}" : FolderFormat.OriginOf(file.Path, id);

    private static ICorpusFormat FormatOf(CorpusSource source)
    {
        var path = source.Path;
        if (!Path.Exists(path))
        {
            throw new PrerequisiteException($"The corpus {path} does not exist; check the path.");
        }

        var formats = source.IsBook ? [new BookFormat()] : Formats;
        return Array.Find(formats, format => format.Accepts(path)) ?? throw new ConfigurationException(
            $"The corpus {path} is of no known format; expected {string.Join("; ", formats.Select(format => format.Accepted))}.");
    }
}

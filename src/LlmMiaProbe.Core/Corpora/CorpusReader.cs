using LlmMiaProbe.Words;

namespace LlmMiaProbe.Corpora;

/// <summary>Reads corpora one document at a time, in memory that does not grow with their texts.</summary>
public static class CorpusReader
{
    // Records of a source that are looked at before a run: a label may first stand in a later one.
    private const int LookedAt = 100;

    /// <summary>
    /// Documents and defects in the order of the sources and of the records in them. Files are opened at once to
    /// see that they are there and what they are, and read only as the sequence is enumerated. A document without an id is named after
    /// its file and line; where two files have the same name, after the path as given.
    /// </summary>
    /// <param name="sources">What the user named.</param>
    /// <param name="told">Told in one sentence each what was recognised: from this call, and by formats from the enumeration.</param>
    /// <exception cref="PrerequisiteException">
    /// A path does not exist or cannot be opened (from this call); a file fails while it is read (from the enumeration).
    /// </exception>
    /// <exception cref="ConfigurationException">
    /// A source is of no known format, or its header is wrong (from this call); no record is of the split that was asked for, or has a field that was
    /// named (from the enumeration).
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
        foreach (var source in opened.GroupBy(part => part.File.Reading))
        {
            var documents = 0L;
            foreach (var record in source.SelectMany(Records))
            {
                documents += record.Entry.Document is null ? 0 : 1;
                if (documents > 0 && (source.Key.Records == 0 || documents >= LookedAt) && !source.Key.Misses(requiresLabel))
                {
                    break;
                }
            }
        }

        RequireNamed(opened, requiresLabel);
        return notes;
    }

    private static List<CorpusPart> Open(IReadOnlyList<CorpusSource> sources, Action<string>? told)
    {
        ArgumentNullException.ThrowIfNull(sources);
        List<CorpusPart> parts = [.. sources.SelectMany(source => new CorpusParts(source, told is null ? null : said => told(SafeText.OneLine(said))).Open())];
        var repeated = parts.Where(part => part.Format is not null)
            .GroupBy(part => part.File.Name, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => same.Key)
            .ToHashSet(StringComparer.Ordinal);
        return [.. parts.Select(part => repeated.Contains(part.File.Name) ? part with { File = part.File with { Name = part.File.Path } } : part)];
    }

    private static void RequireNamed(List<CorpusPart> parts, bool label) =>
        RecordReading.RequireNamed([.. parts.Where(part => part.Format is not null).Select(part => (part.File.Path, part.File.Reading))], label);

    private static IEnumerable<CorpusEntry> Read(List<CorpusPart> parts, bool requiresLabel)
    {
        var ids = new IdRegister();
        for (var index = 0; index < parts.Count; index++)
        {
            var split = parts[index].File.Split;
            if (split is not null && (index == 0 || parts[index - 1].File.Split != split))
            {
                split.Begin();
            }

            foreach (var record in Records(parts[index]))
            {
                if (record.Entry.Document is { } document && !ids.TryAdd(document.Id, index, record.Line, out var firstSource, out var firstLine))
                {
                    var first = Origin(parts[firstSource].File, document.Id, firstLine);
                    var path = record.Line > 0 ? parts[index].File.Path : document.Origin;
                    yield return CorpusEntry.Of(
                        new CorpusDefect(path, record.Line, $"the id {Quotation.Of(document.Id)} was used before at {first}; ids must be unique"));
                }
                else
                {
                    yield return record.Entry;
                }
            }

            if (split is not null && !parts.Skip(index + 1).Any(part => part.File.Split == split))
            {
                split.End(parts[index].File.Told);
            }
        }

        RequireNamed(parts, requiresLabel);
    }

    // What is packed may break off; what came before stands.
    private static IEnumerable<CorpusRecord> Records(CorpusPart part)
    {
        if (part.Format is null)
        {
            if (part.Instead is { } instead)
            {
                yield return instead;
            }

            yield break;
        }

        using var records = part.Format.Read(part.File).GetEnumerator();
        for (var before = 0L; ; before++)
        {
            CorpusRecord? damage = null;
            try
            {
                if (!records.MoveNext())
                {
                    yield break;
                }
            }
            catch (DamagedContentException error)
            {
                damage = CorpusRecord.Defect(
                    part.File.Path, 0, FormattableString.Invariant($"{error.Message}; {before:N0} records came before, and nothing after it is read"));
            }

            if (damage is { } defect)
            {
                yield return defect;
                yield break;
            }

            yield return records.Current;
        }
    }

    // Line 0 stands for a document of a folder, whose id is its path.
    private static string Origin(CorpusFile file, string id, long line) =>
        line > 0 ? $"{file.Path}:{line}" : FolderFormat.OriginOf(file.Path, id);
}

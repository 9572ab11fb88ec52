using LlmMiaProbe.Files;

namespace LlmMiaProbe.Corpora;

/// <summary>The files of one source, and what is said of them.</summary>
internal sealed class CorpusParts(CorpusSource source, Action<string>? told)
{
    private const int NamedInMessages = 3;

    private readonly CorpusFile _file = new(source.Path, NameOf(source.Path), source.Label, source.FollowsLinks)
    {
        Delimiter = source.Delimiter,
        Includes = [.. source.Includes.Select(GlobPattern.Parse)],
        Told = told,
        IsOfOneSplit = source.Split is not null,
        Reading = new RecordReading(source.Fields, told),
    };

    /// <exception cref="PrerequisiteException">A path does not exist or cannot be opened.</exception>
    /// <exception cref="ConfigurationException">A file is of no known format, or its header is wrong.</exception>
    public IReadOnlyList<CorpusPart> Open()
    {
        var path = source.Path;
        if (path != StandardInput.Name && !Path.Exists(path))
        {
            return GlobPattern.IsPattern(path) ? OpenPattern()
                : throw new PrerequisiteException($"The corpus {path} does not exist; check the path.");
        }

        if (source.IsBook)
        {
            return PlainTextFormat.IsTextFile(path) && !Directory.Exists(path) ? [Book()] : throw new ConfigurationException(
                $"The corpus {path} is of no known format; expected a .txt, .text or .md file.");
        }

        return Directory.Exists(path) ? OpenFolder() : [OpenFile()];
    }

    private static string NameOf(string path) => path == StandardInput.Name ? "stdin" : Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    private CorpusPart Book()
    {
        var format = new BookFormat();
        format.Require(_file);
        return new CorpusPart(_file, format);
    }

    private CorpusPart OpenFile()
    {
        var (format, words) = FormatFinder.Find(_file);
        told?.Invoke($"{(_file.Path == StandardInput.Name ? "standard input" : _file.Name)}: {words}");
        return new CorpusPart(WithFilter(_file, format, SplitFilterOrNull()), format);
    }

    private SplitFilter? SplitFilterOrNull() => source.Split is { } split ? new SplitFilter(split, source.Path) : null;

    // Texts have no fields that could tell a split.
    private static CorpusFile WithFilter(CorpusFile file, ICorpusFormat format, SplitFilter? filter) => filter is null ? file
        : format is PlainTextFormat ? throw new ConfigurationException($"{file.Path} is a text, which has no splits; leave --split out.")
        : file with { Split = filter };

    private List<CorpusPart> OpenPattern()
    {
        var (folder, pattern) = GlobPattern.Split(source.Path);
        if (!Directory.Exists(folder))
        {
            throw new PrerequisiteException($"The folder {folder} of the pattern {source.Path} does not exist; check the path.");
        }

        List<FolderEntry> found =
        [
            .. FolderEntry.Walk(folder, pattern.Depth).Where(entry => entry.Problem is null && !entry.IsLink && pattern.Matches(entry.Relative)),
        ];
        if (found.Count == 0)
        {
            throw new PrerequisiteException($"No file fits the pattern {source.Path}; check it, and that the shell hands it on as it is (in quotes).");
        }

        List<string> data = [.. found.Where(entry => entry.IsData).Select(entry => entry.Relative)];
        List<FolderEntry> texts = [.. found.Where(entry => entry.IsText && !entry.Describes(data))];
        return data.Count > 0 && texts.Count > 0
            ? throw new ConfigurationException(
                $"The pattern {source.Path} fits data files ({Names(data)}) and texts ({Names([.. texts.Select(text => text.Relative)])}); "
                + "narrow it to the ones to read.")
            : OpenFiles(folder, [.. found.Select(entry => (entry, data.Count > 0 ? WhyNotData(entry, data) : null))]);
    }

    private List<CorpusPart> OpenFolder()
    {
        var (folder, includes) = (source.Path, _file.Includes);
        var (texts, data, cards, firstText) = (0L, new List<string>(), new List<FolderEntry>(), "");
        foreach (var entry in FolderEntry.Walk(folder))
        {
            if (entry is { Relative: "", Problem: { } reason })
            {
                throw new PrerequisiteException($"{folder} cannot be read: {reason}; check its permissions.");
            }

            if (entry.Problem is not null || entry.IsLink || (includes.Count > 0 ? !includes.Any(pattern => pattern.Matches(entry.Relative)) : entry.IsHidden))
            {
                continue;
            }

            if (entry.IsData)
            {
                data.Add(entry.Relative);
            }
            else if (entry.IsCard)
            {
                cards.Add(entry);
            }
            else if (entry.IsText || includes.Count > 0)
            {
                texts++;
                firstText = firstText.Length == 0 ? entry.Relative : firstText;
            }
        }

        foreach (var card in cards.Where(card => includes.Count > 0 || !card.Describes(data)))
        {
            texts++;
            firstText = firstText.Length == 0 ? card.Relative : firstText;
        }

        if (texts == 0 && data.Count == 0)
        {
            throw new ConfigurationException(includes.Count > 0
                ? $"No file of the folder {folder} is among those of --include ({string.Join(", ", includes.Select(pattern => pattern.Text))})."
                : $"The folder {folder} holds no .txt, .text or .md file and no data file; name a folder that does, or the files to take as texts, "
                    + "such as --include '*.py'.");
        }

        if (data.Count > 0 && (texts == 0 || data.Count > texts || includes.Count > 0))
        {
            return texts == 0
                ? OpenFiles(folder, [.. FolderEntry.Walk(folder).Select(entry => (entry, WhyNotData(entry, data)))])
                : throw new ConfigurationException(
                    $"The folder {folder} holds {Count(data.Count, "data file")} ({Names(data)}) and {Count(texts, "text")} such as {firstText}; say which to "
                    + "read, such as with --include '*.txt', or --include '*.jsonl.gz'.");
        }

        var leftOut = data.Count == 0 ? "" : $"; {Count(data.Count, "data file")} in it ({Names(data)}) {(data.Count == 1 ? "is" : "are")} not read";
        told?.Invoke($"{_file.Name}: {new FolderFormat().Words} ({Count(texts, "file")}){leftOut}");
        return source.Split is null
            ? [new CorpusPart(_file, new FolderFormat())]
            : throw new ConfigurationException($"{folder} is a folder of texts, which have no splits; leave --split out, or name a folder in it.");
    }

    private string? WhyNotData(FolderEntry entry, List<string> data) =>
        entry.IsLink ? "a link to a folder is not followed; name the folder itself with --corpus"
        : entry.IsData ? data.BinarySearch(entry.Relative, StringComparer.Ordinal) >= 0 ? null
            : _file.Includes.Count == 0 && entry.IsHidden ? FolderFormat.WhyNotHidden
            : "it is not among the files of --include"
        : entry.IsHidden ? FolderFormat.WhyNotHidden
        : entry.IsText || entry.IsDescription ? "it describes the data files beside it; give it by itself if it is a document"
        : "it is no data file by its name";

    // Files in ordinal order, each with why it is not read.
    private List<CorpusPart> OpenFiles(string folder, IReadOnlyList<(FolderEntry Entry, string? WhyNot)> files)
    {
        var inFolder = _file with { Path = folder };
        var read = files.Where(file => file.Entry.Problem is null && file.WhyNot is null).Select(file => file.Entry.Relative).ToList();
        var splits = SplitsOf(read);
        var asked = source.Split is { } split && splits.Count > 0 ? RequireSplit(splits, split) : null;
        var filter = asked is null ? SplitFilterOrNull() : null;
        var (parts, recognised, first) = (new List<CorpusPart>(files.Count), new List<string>(), (ConfigurationException?)null);
        foreach (var (entry, whyNot) in files)
        {
            var path = folder == "." ? entry.Relative : FolderFormat.OriginOf(folder, entry.Relative);
            var file = _file with
            {
                Path = path,
                Name = entry.Relative,
                Label = _file.Label ?? FolderFormat.LabelOf(entry.Relative),
                IsLabelOfFolder = _file.Label is null,
            };
            if (entry.Problem is not null || whyNot is not null)
            {
                parts.Add(new CorpusPart(
                    file, null, entry.Problem is { } problem ? CorpusRecord.Defect(path, 0, problem) : CorpusRecord.LeftOut(path, whyNot ?? "")));
            }
            else if (asked is not null && SplitOf(entry.Relative, asked) != asked)
            {
                parts.Add(new CorpusPart(file, null, CorpusRecord.LeftOut(path, $"it is not of the split {Quotation.Of(source.Split ?? "")}")));
            }
            else if (FolderLink.Problem(inFolder, entry.Relative) is { } link)
            {
                parts.Add(new CorpusPart(file, null, CorpusRecord.Defect(path, 0, link)));
            }
            else
            {
                try
                {
                    var (format, words) = FormatFinder.Find(file);
                    parts.Add(new CorpusPart(WithFilter(file, format, filter), format));
                    recognised.Add(words);
                }
                catch (Exception error) when (error is ConfigurationException or PrerequisiteException)
                {
                    first ??= error as ConfigurationException ?? new ConfigurationException(error.Message, error);
                    parts.Add(new CorpusPart(file, null, CorpusRecord.Defect(path, 0, Reason(error, path))));
                }
            }
        }

        if (recognised.Count == 0)
        {
            var reason = parts.Select(part => part.Instead?.Entry.Defect).FirstOrDefault(defect => defect is { IsLeftOut: false })?.Reason;
            throw first ?? new ConfigurationException($"{source.Path} holds no file that can be read{(reason is null ? "" : $": {reason}")}.");
        }

        told?.Invoke(Say(recognised, splits, asked));
        return parts;
    }

    private static string Reason(Exception error, string path) =>
        (error.Message.StartsWith(path, StringComparison.Ordinal) ? $"it{error.Message[path.Length..]}" : error.Message).TrimEnd('.');

    private string Say(List<string> recognised, SortedDictionary<string, int> splits, string? asked)
    {
        var kinds = recognised.GroupBy(words => words, StringComparer.Ordinal)
            .Select(group => $"{Count(group.Count(), "file")}, {group.Key}");
        var named = asked is not null ? $"; the split {Quotation.Of(asked)} by the names of the files"
            : splits.Count > 1 ? $"; of the splits {Counts(splits)}, all of them (--split takes one)"
            : "";
        return $"{_file.Name}: {string.Join("; ", kinds)}{named}";
    }

    private static SortedDictionary<string, int> SplitsOf(List<string> files)
    {
        var splits = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in files.Select(SplitName.Of).OfType<string>())
        {
            splits[name] = splits.GetValueOrDefault(name) + 1;
        }

        return splits;
    }

    // A split that has none of the usual names may be called anything where a folder or a file has that very name.
    private static string? SplitOf(string relative, string asked) => SplitName.Of(relative) is { } name && name == asked ? name
        : !SplitName.IsKnown(asked) && relative.Split('/').Any(part => part.Split('.')[0].Equals(asked, StringComparison.OrdinalIgnoreCase)) ? asked
        : null;

    private string RequireSplit(SortedDictionary<string, int> splits, string asked)
    {
        var name = SplitName.Canonical(asked);
        return splits.ContainsKey(name) ? name : throw new ConfigurationException(
            $"{source.Path} has no split {Quotation.Of(asked)}; by the names of its files there are {Counts(splits)}.");
    }

    private static string Counts(SortedDictionary<string, int> splits) => string.Join(", ", splits.Select(pair => $"{pair.Key} ({pair.Value})"));

    private static string Count(long count, string noun) => FormattableString.Invariant($"{count:N0} {noun}") + (count == 1 ? "" : "s");

    private static string Names(List<string> files) => string.Join(", ", files.Take(NamedInMessages)) + (files.Count > NamedInMessages ? ", ..." : "");
}

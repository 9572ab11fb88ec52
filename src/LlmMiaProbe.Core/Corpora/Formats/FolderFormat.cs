using LlmMiaProbe.Files;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// One document for each text file below a folder, in ordinal order of the relative paths, which are the ids; all other files
/// are named as left out. Folders named after a label on the first level give the label. Links to folders are not followed, and links to files
/// outside only on request: whoever sends a folder could have any file of the reader's quoted in a report by such a link.
/// </summary>
internal sealed class FolderFormat(int maximumFileBytes = CorpusLimits.RecordBytes) : ICorpusFormat
{
    private const int NamedInMessages = 3;

    // Behind the name of a link to a folder while names are sorted: no name holds it.
    private const char LinkEnd = '\0';

    // Files first seen by name only; links among them are read.
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private static readonly HashSet<string> s_data = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jsonl",
        ".ndjson",
        ".json",
        ".csv",
        ".tsv",
        ".parquet",
        ".arrow",
        ".feather",
        ".avro",
        ".orc",
        ".gz",
        ".bz2",
        ".xz",
        ".zst",
        ".lz4",
        ".zip",
        ".tar",
        ".tgz",
        ".7z",
    };

    public string Accepted => "a folder of .txt, .text or .md files";

    public bool Accepts(string path) => Directory.Exists(path);

    public void Require(CorpusFile file)
    {
        var (hasText, data, cards) = (false, new List<string>(), new List<string>());
        foreach (var entry in Walk(file.Path, string.Empty))
        {
            if (entry is { Relative: "", Problem: { } reason })
            {
                throw new PrerequisiteException($"{file.Path} cannot be read: {reason}; check its permissions.");
            }

            if (entry.IsData)
            {
                data.Add(entry.Relative);
            }
            else if (entry.IsCard)
            {
                cards.Add(entry.Relative);
            }
            else if (!entry.IsLeftOut)
            {
                // A text that is no card: the folder has a document, whatever else is in it.
                return;
            }
        }

        cards.RemoveAll(card => !Describes(card, data) && (hasText = true));
        if (hasText)
        {
            return;
        }

        if (data.Count > 0)
        {
            var beside = cards.Count == 0 ? "" : $" beside {cards[0]}";
            throw new ConfigurationException(
                $"The folder {file.Path} holds {(data.Count == 1 ? "a data file" : $"{data.Count:N0} data files")}{beside} ({Names(data)}) and no text that is "
                + $"a document by itself: name a .jsonl, .csv or .tsv file, such as --corpus {OriginOf(file.Path, data[0])}, "
                + "unpacked and converted where it is another format.");
        }

        throw new ConfigurationException($"The folder {file.Path} holds no .txt, .text or .md file; name a folder that does, or a .jsonl or .csv file.");
    }

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        List<string> data = [.. Walk(file.Path, string.Empty).Where(entry => entry.IsData).Select(entry => entry.Relative)];
        foreach (var entry in Walk(file.Path, string.Empty))
        {
            var path = OriginOf(file.Path, entry.Relative);
            if (entry.Problem is { } reason)
            {
                yield return CorpusRecord.Defect(path, 0, reason);
            }
            else if (entry.IsLeftOut)
            {
                yield return CorpusRecord.LeftOut(path, entry.IsLink
                    ? "a link to a folder is not followed; name the folder itself with --corpus"
                    : entry.IsData
                    ? "a data file in a folder of texts is not read; name it with --corpus (.jsonl, .csv or .tsv, unpacked)"
                    : "only .txt, .text and .md files of a folder are read");
            }
            else if (entry.IsCard && Describes(entry.Relative, data))
            {
                yield return CorpusRecord.LeftOut(path, "it describes the data files beside it; give it by itself if it is a document");
            }
            else
            {
                yield return ReadFile(file, entry.Relative);
            }
        }
    }

    /// <summary>Where a document of this folder was read.</summary>
    public static string OriginOf(string folder, string id) => $"{folder.TrimEnd('/', Path.DirectorySeparatorChar)}/{id}";

    // A README describes data files in its folder or below; elsewhere it is a text like others.
    private static bool Describes(string card, List<string> data) =>
        data.Exists(file => file.StartsWith(card[..(card.LastIndexOf('/') + 1)], StringComparison.Ordinal));

    private static string Names(List<string> files) => string.Join(", ", files.Take(NamedInMessages)) + (files.Count > NamedInMessages ? ", ..." : "");

    // Sorting folders as if their names ended in a slash makes a depth-first walk follow the order of whole paths.
    private static IEnumerable<FolderEntry> Walk(string folder, string prefix)
    {
        List<string> names;
        string? unreadable = null;
        try
        {
            names =
            [
                .. new DirectoryInfo(folder)
                    .EnumerateFileSystemInfos("*", Everything)
                    .Select(entry => entry.Name + (entry is not DirectoryInfo ? "" : entry.LinkTarget is null ? "/" : LinkEnd)),
            ];
            names.Sort(StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            (names, unreadable) = ([], $"the folder cannot be listed ({error.Message})");
        }

        if (unreadable is not null)
        {
            yield return new FolderEntry(prefix, unreadable);
        }

        foreach (var name in names)
        {
            if (!name.EndsWith('/'))
            {
                yield return new FolderEntry(prefix + name.TrimEnd(LinkEnd), Problem: null, IsLink: name.EndsWith(LinkEnd));
                continue;
            }

            foreach (var below in Walk(Path.Combine(folder, name), prefix + name))
            {
                yield return below;
            }
        }
    }

    private CorpusRecord ReadFile(CorpusFile file, string relative)
    {
        var path = OriginOf(file.Path, relative);
        try
        {
            // The runtime shows bytes of a name that are not UTF-8 as U+FFFD, and then cannot open the file.
            if (relative.Contains('\uFFFD') || Surrogates.HasUnpaired(relative))
            {
                return CorpusRecord.Defect(path, 0, "the name of the file is not valid UTF-8; rename it");
            }

            return !file.FollowsLinks && LeadsOut(file.Path, path)
                ? CorpusRecord.Defect(
                    path,
                    0,
                    "it is a link to a file outside the folder, which is not read; if you trust whoever made the folder, add --follow-links "
                    + "(a cache of Hugging Face is made of such links)")
                : WholeFile.Read(path, relative, file.Label ?? LabelOf(relative), 0, maximumFileBytes);
        }
        catch (PrerequisiteException error)
        {
            return CorpusRecord.Defect(path, 0, $"the file cannot be read ({error.InnerException?.Message ?? error.Message})");
        }
    }

    private static bool LeadsOut(string folder, string path)
    {
        if (new FileInfo(path).LinkTarget is null)
        {
            return false;
        }

        var inside = OutsideFile.FinalPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return !OutsideFile.FinalPath(path).StartsWith(inside, StringComparison.Ordinal);
    }

    private static Membership LabelOf(string relative) => relative.Split('/', 2) is not [var first, _] ? Membership.Unknown : first.ToLowerInvariant() switch
    {
        "member" or "members" => Membership.Member,
        "nonmember" or "nonmembers" or "non-member" or "non-members" => Membership.NonMember,
        _ => Membership.Unknown,
    };

    /// <param name="Relative">Path below the folder; of a folder that cannot be listed, with a slash at its end.</param>
    /// <param name="Problem">Why nothing below can be read; null for a file.</param>
    /// <param name="IsLink">Whether it is a link to a folder.</param>
    private readonly record struct FolderEntry(string Relative, string? Problem, bool IsLink = false)
    {
        private string Name => Path.GetFileName(Relative);

        public bool IsLeftOut => Problem is null && (IsLink || !PlainTextFormat.IsTextFile(Name));

        public bool IsData => Problem is null && !IsLink && s_data.Contains(Path.GetExtension(Name));

        public bool IsCard => Problem is null && !IsLeftOut && Path.GetFileNameWithoutExtension(Name).Equals("README", StringComparison.OrdinalIgnoreCase);
    }
}

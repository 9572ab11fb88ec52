namespace LlmMiaProbe.Corpora;

/// <summary>
/// One document for each text file below a folder, in ordinal order of the relative paths, which are the ids.
/// Folders named after a label on the first level give the label. Links to folders are not followed.
/// </summary>
internal sealed class FolderFormat(int maximumFileBytes = CorpusLimits.RecordBytes) : ICorpusFormat
{
    // Files first seen by name only; links among them are read.
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    public string Accepted => "a folder of .txt, .text or .md files";

    public bool Accepts(string path) => Directory.Exists(path);

    public void Require(CorpusFile file)
    {
        var first = Walk(file.Path, string.Empty).FirstOrDefault();
        if (first is { Relative: "", Unreadable: { } reason })
        {
            throw new PrerequisiteException($"{file.Path} cannot be read: {reason}; check its permissions.");
        }

        if (first == default)
        {
            throw new ConfigurationException($"The folder {file.Path} holds no .txt, .text or .md file; name a folder that does, or a .jsonl or .csv file.");
        }
    }

    public IEnumerable<CorpusRecord> Read(CorpusFile file) =>
        Walk(file.Path, string.Empty).Select(found => found.Unreadable is { } reason
            ? CorpusRecord.Defect(PathOf(file, found.Relative), 0, reason)
            : ReadFile(file, found.Relative));

    /// <summary>Where a document of this folder was read.</summary>
    public static string OriginOf(string folder, string id) => $"{folder.TrimEnd('/', Path.DirectorySeparatorChar)}/{id}";

    private static string PathOf(CorpusFile file, string relative) => OriginOf(file.Path, relative);

    // Sorting folders as if their names ended in a slash makes a depth-first walk follow the order of whole paths.
    private static IEnumerable<(string Relative, string? Unreadable)> Walk(string folder, string prefix)
    {
        List<string> names;
        string? unreadable = null;
        try
        {
            names = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything).Select(Key).OfType<string>()];
            names.Sort(StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            (names, unreadable) = ([], $"the folder cannot be listed ({error.Message})");
        }

        if (unreadable is not null)
        {
            yield return (prefix, unreadable);
        }

        foreach (var name in names)
        {
            if (!name.EndsWith('/'))
            {
                yield return (prefix + name, null);
                continue;
            }

            foreach (var below in Walk(Path.Combine(folder, name), prefix + name))
            {
                yield return below;
            }
        }
    }

    private static string? Key(FileSystemInfo entry) => entry switch
    {
        DirectoryInfo { LinkTarget: null } => entry.Name + "/",
        FileInfo when PlainTextFormat.IsTextFile(entry.Name) => entry.Name,
        _ => null,
    };

    private CorpusRecord ReadFile(CorpusFile file, string relative)
    {
        var path = PathOf(file, relative);
        try
        {
            // The runtime shows bytes of a name that are not UTF-8 as U+FFFD, and then cannot open the file.
            if (relative.Contains('\uFFFD') || Surrogates.HasUnpaired(relative))
            {
                return CorpusRecord.Defect(path, 0, "the name of the file is not valid UTF-8; rename it");
            }

            return WholeFile.Read(path, relative, file.Label ?? LabelOf(relative), 0, maximumFileBytes);
        }
        catch (PrerequisiteException error)
        {
            return CorpusRecord.Defect(path, 0, $"the file cannot be read ({error.InnerException?.Message})");
        }
    }

    private static Membership LabelOf(string relative) => relative.Split('/', 2) is not [var first, _] ? Membership.Unknown : first.ToLowerInvariant() switch
    {
        "member" or "members" => Membership.Member,
        "nonmember" or "nonmembers" or "non-member" or "non-members" => Membership.NonMember,
        _ => Membership.Unknown,
    };
}

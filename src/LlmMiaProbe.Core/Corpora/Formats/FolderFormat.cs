namespace LlmMiaProbe.Corpora;

/// <summary>
/// One document for each text file below a folder, in ordinal order of the relative paths, which are the ids; all other files
/// are named as left out. Folders named after a label on the first level give the label. Links to folders are not followed, and links to files
/// outside only on request: whoever sends a folder could have any file of the reader's quoted in a report by such a link.
/// </summary>
internal sealed class FolderFormat(int maximumFileBytes = CorpusLimits.RecordBytes) : ICorpusFormat
{
    /// <summary>Why a hidden file is not read.</summary>
    public const string WhyNotHidden = "it is hidden: its name, or that of a folder it is in, begins with a dot (a pattern that names the dot reads it)";

    public string Words => "a folder of texts, one document a file";

    public void Require(CorpusFile file)
    {
        // What lies in the folder was looked at when it was taken for one of texts.
    }

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        List<string> data = [.. FolderEntry.Walk(file.Path).Where(entry => entry.IsData && !entry.IsHidden).Select(entry => entry.Relative)];
        foreach (var entry in FolderEntry.Walk(file.Path))
        {
            var path = OriginOf(file.Path, entry.Relative);
            if (entry.Problem is { } reason)
            {
                yield return CorpusRecord.Defect(path, 0, reason);
            }
            else if (WhyNot(file, entry, data) is { } why)
            {
                yield return CorpusRecord.LeftOut(path, why);
            }
            else
            {
                yield return ReadFile(file, entry.Relative);
            }
        }
    }

    /// <summary>Whether an entry is a document of a folder of texts.</summary>
    public static bool Takes(CorpusFile folder, FolderEntry entry, List<string> data) => entry.Problem is null && WhyNot(folder, entry, data) is null;

    /// <summary>Where a document of this folder was read.</summary>
    public static string OriginOf(string folder, string id) => $"{folder.TrimEnd('/', Path.DirectorySeparatorChar)}/{id}";

    /// <summary>The label that a path below a folder gives by its first part.</summary>
    public static Membership? LabelOf(string relative) => relative.Split('/', 2) is not [var first, _] ? null : first.ToLowerInvariant() switch
    {
        "member" or "members" => Membership.Member,
        "nonmember" or "nonmembers" or "non-member" or "non-members" => Membership.NonMember,
        _ => null,
    };

    private static string? WhyNot(CorpusFile folder, FolderEntry entry, List<string> data) =>
        entry.IsLink ? "a link to a folder is not followed; name the folder itself with --corpus"
        : folder.Includes.Count > 0 ? folder.Includes.Any(pattern => pattern.Matches(entry.Relative)) ? null : "it is not among the files of --include"
        : entry.IsHidden ? WhyNotHidden
        : entry.IsData ? "a data file in a folder of texts is not read; name it with --corpus"
        : !entry.IsText ? "only .txt, .text and .md files of a folder are read (--include '*.py' reads others)"
        : entry.Describes(data) ? "it describes the data files beside it; give it by itself if it is a document"
        : null;

    private CorpusRecord ReadFile(CorpusFile file, string relative)
    {
        var path = OriginOf(file.Path, relative);
        try
        {
            return FolderLink.Problem(file, relative) is { } problem ? CorpusRecord.Defect(path, 0, problem)
                : Recognition.Of(path).Refusal is { } refusal ? CorpusRecord.Defect(path, 0, $"it {refusal}")
                : WholeFile.Read(path, relative, file.Label ?? LabelOf(relative) ?? Membership.Unknown, 0, maximumFileBytes);
        }
        catch (DamagedContentException error)
        {
            return CorpusRecord.Defect(path, 0, error.Message);
        }
        catch (PrerequisiteException error)
        {
            return CorpusRecord.Defect(path, 0, $"the file cannot be read ({error.InnerException?.Message ?? error.Message})");
        }
    }
}

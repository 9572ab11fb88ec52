using LlmMiaProbe.Files;

namespace LlmMiaProbe.Corpora;

/// <summary>Files below a folder that are not there, in that folder.</summary>
internal static class FolderLink
{
    /// <summary>Why a file is not read; null if it may be.</summary>
    public static string? Problem(CorpusFile folder, string relative) =>

        // The runtime shows bytes of a name that are not UTF-8 as U+FFFD, and then cannot open the file.
        relative.Contains('\uFFFD') || Surrogates.HasUnpaired(relative) ? "the name of the file is not valid UTF-8; rename it"
        : !folder.FollowsLinks && LeadsOut(folder.Path, FolderFormat.OriginOf(folder.Path, relative))
            ? "it is a link to a file outside the folder, which is not read; if you trust whoever made the folder, add --follow-links "
                + "(a cache of Hugging Face is made of such links)"
        : null;

    private static bool LeadsOut(string folder, string path)
    {
        if (new FileInfo(path).LinkTarget is null)
        {
            return false;
        }

        var inside = OutsideFile.FinalPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return !OutsideFile.FinalPath(path).StartsWith(inside, StringComparison.Ordinal);
    }
}

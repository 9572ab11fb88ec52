namespace LlmMiaProbe.Corpora;

/// <summary>Files that are named one by one, by a pattern or by their folder, for what is no corpus.</summary>
public static class FilesOfPattern
{
    /// <param name="path">A file; a pattern such as <c>shards/*.db</c>, where there is no file of that name; or a folder.</param>
    /// <param name="ofFolder">Pattern of the names of files to take of a folder.</param>
    /// <returns>Paths in the order of their characters; the path as it is where it is neither pattern nor folder.</returns>
    /// <exception cref="PrerequisiteException">Nothing fits.</exception>
    public static IReadOnlyList<string> Find(string path, string ofFolder)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(ofFolder);
        if (File.Exists(path) || (!Directory.Exists(path) && !GlobPattern.IsPattern(path)))
        {
            return [path];
        }

        var (folder, pattern) = Directory.Exists(path) ? (path, GlobPattern.Parse($"./{ofFolder}")) : GlobPattern.Split(path);
        List<string> found = Directory.Exists(folder)
            ? [.. FolderEntry.Walk(folder, pattern.Depth).Where(entry => entry.Problem is null && pattern.Matches(entry.Relative))
                .Select(entry => folder == "." ? entry.Relative : Path.Combine(folder, entry.Relative)).Order(StringComparer.Ordinal)]
            : [];
        return found.Count > 0
            ? found
            : throw new PrerequisiteException(
                Directory.Exists(path)
                    ? $"the folder {path} has no file {ofFolder}: name the files, or another folder"
                    : $"no file fits the pattern {path}: check it, and that the shell hands it on as it is (in quotes)");
    }
}

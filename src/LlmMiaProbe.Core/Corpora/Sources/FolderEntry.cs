namespace LlmMiaProbe.Corpora;

/// <summary>What lies below a folder.</summary>
/// <param name="Relative">Path below the folder, with slashes; of a folder that cannot be listed, with one at its end.</param>
/// <param name="Problem">Why nothing below can be read; null for a file.</param>
/// <param name="IsLink">Whether it is a link to a folder.</param>
internal readonly record struct FolderEntry(string Relative, string? Problem, bool IsLink = false)
{
    // Behind the name of a link to a folder while names are sorted: no name holds it.
    private const char LinkEnd = '\0';

    // Files first seen by name only; links among them are read.
    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private static readonly HashSet<string> s_records = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet",
    };

    // Read by others, and packed by what is not unpacked here.
    private static readonly HashSet<string> s_foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        ".arrow", ".feather", ".avro", ".orc", ".xz", ".lz4", ".zip", ".tar", ".tgz", ".7z", ".pkl", ".pickle", ".sqlite", ".db", ".hdf5", ".h5",
    };

    // Beside data they tell of them.
    private static readonly HashSet<string> s_cards = new(StringComparer.OrdinalIgnoreCase)
    {
        "README", "LICENSE", "LICENCE", "COPYING", "NOTICE", "CITATION", "CHANGELOG", "CHANGES", "CONTRIBUTING", "AUTHORS", "SECURITY", "DATASHEET",
        "CODE_OF_CONDUCT", "requirements",
    };

    // Written by programs that keep data sets, and by package managers.
    private static readonly HashSet<string> s_describing = new(StringComparer.OrdinalIgnoreCase)
    {
        "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "metadata.json", "package.json", "package-lock.json",
    };

    public string Name => Relative[(Relative.LastIndexOf('/') + 1)..];

    private string Extension => Path.GetExtension(CompressionText.UnpackedName(Name));

    private bool IsFile => Problem is null && !IsLink;

    /// <summary>Left by a program in a folder whose name begins with a dot, or a data file of such a name: read only where a pattern names the dot.</summary>
    public bool IsHidden => (IsData && Name.StartsWith('.')) || Relative[..(Relative.LastIndexOf('/') + 1)].Split('/').Any(part => part.StartsWith('.'));

    /// <summary>A text by its name, packed or not.</summary>
    public bool IsText => IsFile && PlainTextFormat.IsTextFile(Name);

    /// <summary>A file of records by its name, packed or not, or one of another format that may hold some.</summary>
    public bool IsData => IsFile && !IsText && !s_describing.Contains(Name)
        && (s_records.Contains(Extension) || s_foreign.Contains(Path.GetExtension(Name)) || CompressionText.UnpackedName(Name).Length < Name.Length);

    /// <summary>A file of records that is described by its name alone as one of a format that is not read.</summary>
    public bool IsForeign => IsData && s_foreign.Contains(Path.GetExtension(Name));

    /// <summary>A text that tells of data beside it, if there are any.</summary>
    public bool IsCard => IsText && s_cards.Contains(Path.GetFileNameWithoutExtension(CompressionText.UnpackedName(Name)));

    /// <summary>A file of a name that says what data are, and none of them.</summary>
    public bool IsDescription => IsFile && s_describing.Contains(Name);

    /// <summary>Everything below a folder in ordinal order of the paths. Links to folders are not followed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="depth">How many folders deep; null for all.</param>
    /// <param name="prefix">What goes before the paths.</param>
    public static IEnumerable<FolderEntry> Walk(string folder, int? depth = null, string prefix = "")
    {
        // Sorting folders as if their names ended in a slash makes a depth-first walk follow the order of whole paths.
        List<string> names;
        string? unreadable = null;
        try
        {
            names =
            [
                .. new DirectoryInfo(folder)
                    .EnumerateFileSystemInfos("*", s_everything)
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
            }
            else if (depth is not 0)
            {
                foreach (var below in Walk(Path.Combine(folder, name), depth - 1, prefix + name))
                {
                    yield return below;
                }
            }
        }
    }

    // A card describes data files in its folder or below; elsewhere it is a text like others.
    public bool Describes(List<string> data)
    {
        var folder = Relative[..(Relative.LastIndexOf('/') + 1)];
        return IsCard && data.Exists(file => file.StartsWith(folder, StringComparison.Ordinal));
    }
}

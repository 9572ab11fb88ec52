using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmMiaProbe.Testing;

/// <summary>Which folders of a project name types of which others, read from its sources.</summary>
/// <remarks>A folder is one below the project, with all below it; it is also the namespace. Comments count for nothing.</remarks>
public sealed partial class HouseMap
{
    private HouseMap(IReadOnlyList<SourceFile> files)
    {
        Files = files;
        var folderOf = files.SelectMany(file => file.Types.Select(type => (type, file.Folder))).GroupBy(pair => pair.type).ToDictionary(group => group.Key, group => group.First().Folder);
        Edges =
        [
            .. files.SelectMany(file => file.Names
                    .Where(name => folderOf.GetValueOrDefault(name, file.Folder) != file.Folder && file.Sees(folderOf[name], name))
                    .Select(name => (From: file.Folder, To: folderOf[name], Name: name)))
                .Where(edge => edge.To.Length > 0 && edge.From.Length > 0)
                .GroupBy(edge => (edge.From, edge.To))
                .Select(group => new FolderEdge(group.Key.From, group.Key.To, [.. group.Select(edge => edge.Name).Distinct().Order(StringComparer.Ordinal)]))
                .OrderBy(edge => edge.From, StringComparer.Ordinal).ThenBy(edge => edge.To, StringComparer.Ordinal),
        ];
    }

    public IReadOnlyList<SourceFile> Files { get; }

    public IReadOnlyList<FolderEdge> Edges { get; }

    /// <summary>Reads all sources of a project, such as <c>src/LlmMiaProbe.Core</c>.</summary>
    public static HouseMap Read(string folder) => new(
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path))
            .Where(path => !path.StartsWith("obj", StringComparison.Ordinal) && !path.StartsWith("bin", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => SourceFile.Read(folder, path)),
    ]);

    /// <summary>Folders that reach each other, each with the smallest set of such; none in a house without cycles.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cycles()
    {
        var reach = Edges.GroupBy(edge => edge.From).ToDictionary(group => group.Key, group => group.Select(edge => edge.To).ToHashSet());
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var targets in reach.Values)
            {
                var before = targets.Count;
                targets.UnionWith(targets.ToList().SelectMany(target => reach.GetValueOrDefault(target) ?? []));
                grew |= targets.Count > before;
            }
        }

        return
        [
            .. reach.Where(pair => pair.Value.Contains(pair.Key))
                .GroupBy(pair => string.Join(' ', pair.Value.Where(other => reach.GetValueOrDefault(other)?.Contains(pair.Key) == true).Order(StringComparer.Ordinal)))
                .Select(group => (IReadOnlyList<string>)[.. group.Select(pair => pair.Key).Order(StringComparer.Ordinal)]),
        ];
    }

    /// <summary>A line a folder: files, files below 15 lines, lines, the longest file, public types.</summary>
    public IEnumerable<string> Table()
    {
        yield return "| Folder | Files | below 15 lines | Lines | longest file | Public types | names types of |";
        yield return "|---|---|---|---|---|---|---|";
        foreach (var group in Files.GroupBy(file => file.Folder).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var seen = string.Join(", ", Edges.Where(edge => edge.From == group.Key).Select(edge => edge.To));
            yield return Row(group.Key.Length == 0 ? "(root)" : group.Key, [.. group], seen);
        }

        yield return Row("all", Files, Cycles() is { Count: > 0 } cycles ? "cycles: " + string.Join("; ", cycles.Select(cycle => string.Join(", ", cycle))) : "no cycle");
    }

    private static string Row(string name, IReadOnlyList<SourceFile> files, string seen) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {files.Count} | {files.Count(file => file.Lines < 15)} | {files.Sum(file => file.Lines)} | {files.Max(file => file.Lines)} | {files.Sum(file => file.PublicTypes)} | {seen} |");

    /// <param name="Path">Below the project.</param>
    /// <param name="Folder">The first part of it; empty at the top.</param>
    /// <param name="Lines">With comments and empty ones.</param>
    /// <param name="LongestLine">Characters.</param>
    /// <param name="PublicTypes">Declared at the top level.</param>
    /// <param name="Types">Names of the types that it declares.</param>
    /// <param name="Names">Names of types that it may mean.</param>
    /// <param name="Usings">Folders whose namespaces it opens.</param>
    /// <param name="Code">Without comments and texts.</param>
    public sealed record SourceFile(
        string Path, string Folder, int Lines, int LongestLine, int PublicTypes, IReadOnlyList<string> Types, IReadOnlyList<string> Names, IReadOnlySet<string> Usings, string Code)
    {
        internal static SourceFile Read(string project, string path)
        {
            var text = File.ReadAllText(System.IO.Path.Combine(project, path));
            var lines = text.Split('\n');
            var code = Comment().Replace(Quoted().Replace(text, "\"\""), "");
            var declared = Declaration().Matches(code).ToList();
            return new SourceFile(
                path.Replace('\\', '/'),
                System.IO.Path.GetDirectoryName(path)?.Split('/', '\\')[0] ?? "",
                lines.Length - 1,
                lines.Max(line => line.TrimEnd('\r').Length),
                declared.Count(match => match.Groups["access"].Value == "public"),
                [.. declared.Select(match => match.Groups["name"].Value)],
                [.. Name().Matches(code).Select(match => match.Value).Distinct()],
                Using().Matches(code).Select(match => match.Groups["folder"].Value).ToHashSet(),
                code);
        }

        /// <summary>Whether a name can mean a type of another folder: its namespace is opened, or stands before it.</summary>
        internal bool Sees(string folder, string name) =>
            Usings.Contains(folder) || Regex.IsMatch(Code, $@"\b{folder}(\.[A-Z]\w+)?\.{name}\b", RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"^(?<access>public|internal|file)\s+(?:(?:abstract|sealed|static|readonly|partial|ref)\s+)*(?:class|record\s+struct|record|struct|interface|enum)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^using\s+(?:static\s+)?LlmMiaProbe\.(?<folder>\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();

    // Interpolations are code, but what they name is named elsewhere, too, or shows in a using.
    [GeneratedRegex(@"(?<!\$)""(?:\\.|[^""\\\n])*""")]
    private static partial Regex Quoted();
}

/// <summary>Types of one folder that another names.</summary>
public sealed record FolderEdge(string From, string To, IReadOnlyList<string> Types);

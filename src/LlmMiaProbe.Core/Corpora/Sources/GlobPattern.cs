using System.Text;
using System.Text.RegularExpressions;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// A pattern of paths below a folder: <c>*</c> and <c>?</c> within a name, <c>**</c> across folders, <c>[0-9]</c> and <c>{a,b}</c>. One without
/// a slash is of names in any folder.
/// </summary>
internal sealed class GlobPattern
{
    private readonly Regex _regex;
    private readonly bool _isOfNames;
    private readonly (Regex Name, bool IsFolder)[] _dotted;

    private GlobPattern(string text)
    {
        Text = text;
        _isOfNames = !text.Contains('/', StringComparison.Ordinal);
        _dotted = [.. DottedNamesOf(text).Select(dotted => (Compile(dotted.Name), dotted.IsFolder))];
        _regex = Compile(text);
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>How many folders deep it looks; null for any depth.</summary>
    internal int? Depth => _isOfNames || Text.Contains("**", StringComparison.Ordinal) ? null : Text.Count(character => character == '/');

    /// <exception cref="ConfigurationException">It is none.</exception>
    public static GlobPattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return new GlobPattern(text);
        }
        catch (ArgumentException error)
        {
            throw new ConfigurationException($"'{text}' is no pattern of file names: expected one such as '*.py' or 'data/train-*.jsonl.gz'.", error);
        }
    }

    /// <summary>Whether a path with slashes, below the folder that the pattern is about, fits.</summary>
    public bool Matches(string relative)
    {
        ArgumentNullException.ThrowIfNull(relative);
        var names = relative.Split('/');
        return names[..^1].All(name => Shows(name, isFolder: true)) && Shows(names[^1], isFolder: false)
            && _regex.IsMatch(_isOfNames ? relative[(relative.LastIndexOf('/') + 1)..] : relative);
    }

    /// <summary>Whether a path that is not there is to be taken for a pattern.</summary>
    internal static bool IsPattern(string path) => path.AsSpan().IndexOfAny("*?[{") >= 0;

    /// <summary>The folder before the first part with a wildcard, and the pattern below it.</summary>
    internal static (string Folder, GlobPattern Pattern) Split(string path)
    {
        var slashes = OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
        var first = slashes.AsSpan().IndexOfAny("*?[{");
        var slash = slashes.LastIndexOf('/', first);
        var below = slashes[(slash + 1)..];

        // A pattern of one name is of names in this folder alone here.
        return (slash < 0 ? "." : slash == 0 ? "/" : slashes[..slash], Parse(below.Contains('/', StringComparison.Ordinal) ? below : "./" + below));
    }

    private bool Shows(string name, bool isFolder) =>
        !name.StartsWith('.') || _dotted.Any(dotted => dotted.IsFolder == isFolder && dotted.Name.IsMatch(name));

    private static Regex Compile(string text) => new($"\\A{RegexOf(text)}\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    // The names in a pattern that begin with a dot, also as one of several in braces.
    private static IEnumerable<(string Name, bool IsFolder)> DottedNamesOf(string text)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if (text[start] != '.' || (start > 0 && text[start - 1] is not ('/' or '{' or ',')))
            {
                continue;
            }

            var (end, depth) = (start, 0);
            for (; end < text.Length && text[end] != '/' && !(depth == 0 && (text[end] is ',' or '}')); end++)
            {
                depth += text[end] switch { '{' => 1, '}' => -1, _ => 0 };
            }

            yield return (text[start..end], text.IndexOf('/', end) >= 0);
        }
    }

    private static string RegexOf(string text)
    {
        var regex = new StringBuilder();
        var depth = 0;
        for (var at = text.StartsWith("./", StringComparison.Ordinal) ? 2 : 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '*' when text.AsSpan(at).StartsWith("**/"):
                    regex.Append("(?:.*/)?");
                    at += 2;
                    break;
                case '*' when text.AsSpan(at).StartsWith("**"):
                    regex.Append(".*");
                    at++;
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[' when text.IndexOf(']', Math.Min(at + 2, text.Length)) is var end and > 0:
                    var set = text[(at + 1)..end];
                    var isNot = set[0] is '!' or '^';
                    regex.Append('[').Append(isNot ? "^/" : "")
                        .Append((isNot ? set[1..] : set).Replace("\\", @"\\", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal))
                        .Append(']');
                    at = end;
                    break;
                case '{' when text.IndexOf('}', at) > 0:
                    regex.Append("(?:");
                    depth++;
                    break;
                case '}' when depth > 0:
                    regex.Append(')');
                    depth--;
                    break;
                case ',' when depth > 0:
                    regex.Append('|');
                    break;
                default:
                    regex.Append(Regex.Escape(text[at].ToString()));
                    break;
            }
        }

        return regex.ToString();
    }
}

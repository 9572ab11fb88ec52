using System.CommandLine;
using System.Text.RegularExpressions;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Tests.Console;
using LlmMiaProbe.Cli.Tests.EndToEnd;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Cli.Tests.Commands;

/// <summary>README and the pages under src/docs hold: their commands are commands, what they print is printed, and their links lead somewhere.</summary>
public sealed partial class DocumentationTests
{
    private const string Program = "mia-probe ";

    private static readonly string[] s_pages =
    [
        "README.md", .. Directory.GetFiles(RepositoryFolder.PathOf("src", "docs"), "*.md").Select(path => $"src/docs/{Path.GetFileName(path)}").Order(StringComparer.Ordinal),
    ];

    /// <summary>Paths from the repository's root.</summary>
    public static TheoryData<string> Pages { get; } = new(s_pages);

    /// <summary>Blocks that begin with <c>$ mia-probe</c> and name files of the repository, with what stands below.</summary>
    public static TheoryData<string, string> Printed { get; } = ReadPrinted();

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_is_one_that_the_program_takes(string page)
    {
        var wrong = new List<string>();
        foreach (var (line, isWhole) in Commands(page))
        {
            var words = ShellWords(line);
            var errors = UsageErrors.Of(CreateRoot().Parse([.. words.Skip(1).Where(word => word != "...")]));
            wrong.AddRange(errors.Where(error => isWhole || error.StartsWith("unknown", StringComparison.Ordinal)).Select(error => $"{line}: {error}"));
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_every_anchor_to_a_heading(string page)
    {
        var folder = Path.GetDirectoryName(RepositoryFolder.PathOf(page)) ?? "";
        foreach (var target in Link().Matches(Text(page)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal)))
        {
            var (file, anchor) = target.Split('#') is [var path, var heading] ? (path, heading) : (target, null);
            var full = file.Length == 0 ? RepositoryFolder.PathOf(page) : Path.Combine(folder, file);
            Assert.True(File.Exists(full), $"{page} links to {target}");
            Assert.True(anchor is null || Headings(full).Contains(anchor), $"{page} links to {target}, and there is no such heading");
        }
    }

    [Theory]
    [MemberData(nameof(Printed))]
    public async Task What_a_page_says_that_a_command_prints_is_printed(string page, string command)
    {
        using var scene = new ProbeScene();
        var expected = Blocks(page).First(block => block[0] == "$ " + command).Skip(1).ToList();
        string[] words = [.. ShellWords(command).Skip(1).Select(word => word.StartsWith("corpora/lab/", StringComparison.Ordinal) ? RepositoryFolder.PathOf(word) : word)];
        var takesStore = UsageErrors.Of(CreateRoot().Parse([.. words, "--store", "x.db"])).Count == 0;
        var printed = await scene.RunAsync(new TerminalScene(width: 120), takesStore ? [.. words, "--store", scene.Store] : words);

        var lines = printed.AssertSucceeded().OutputLines.Select(line => line.TrimEnd()).ToList();
        foreach (var line in expected.Where(line => line is not ("" or "…") && !line.StartsWith("store ", StringComparison.Ordinal)))
        {
            Assert.Contains(line.TrimEnd(), lines);
        }

        Assert.NotEmpty(expected);
    }

    private static TheoryData<string, string> ReadPrinted()
    {
        var printed = new TheoryData<string, string>();
        foreach (var page in s_pages)
        {
            foreach (var block in Blocks(page).Where(block => block[0].StartsWith("$ " + Program, StringComparison.Ordinal)))
            {
                // Others name files that only their writer has.
                if (block[0].Contains("corpora/lab", StringComparison.Ordinal) || block[0].Contains("attacks show", StringComparison.Ordinal))
                {
                    printed.Add(page, block[0][2..]);
                }
            }
        }

        return printed;
    }

    // In blocks each line is a whole command unless dots stand for a part of it; in running text a command may be named alone.
    private static IEnumerable<(string Line, bool IsWhole)> Commands(string page)
    {
        foreach (var line in Blocks(page).SelectMany(block => block).SelectMany(line => line.Split(" && ")).Select(line => line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line))
        {
            if (line.StartsWith(Program, StringComparison.Ordinal))
            {
                yield return (line, !line.Contains("...", StringComparison.Ordinal));
            }
        }

        foreach (var code in Code().Matches(Fence().Replace(Text(page), "")).Select(match => match.Groups[1].Value))
        {
            if (code.StartsWith(Program, StringComparison.Ordinal))
            {
                yield return (code, false);
            }
        }
    }

    private static IEnumerable<string[]> Blocks(string page) => Fence().Matches(Text(page))
        .Where(match => match.Groups[1].Value is "" or "sh" or "bash")
        .Select(match => match.Groups[2].Value.Split('\n'))
        .Where(lines => lines.Length > 0);

    private static string Text(string page) => File.ReadAllText(RepositoryFolder.PathOf(page));

    // As GitHub makes anchors: lower case, blanks as hyphens, other signs left out.
    private static HashSet<string> Headings(string path) =>
        [.. Heading().Matches(File.ReadAllText(path)).Select(match => NoAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    private static RootCommand CreateRoot() =>
        RootCommands.Create(new CommandContext(new TerminalScene().Terminal, TimeProvider.System, SettingsSources.OfProcess));

    private static List<string> ShellWords(string line)
    {
        var words = new List<string>();
        foreach (Match word in Word().Matches(line))
        {
            if (word.Value.StartsWith('#'))
            {
                break;
            }

            words.Add(Quote().Replace(word.Value, match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value));
        }

        return words;
    }

    [GeneratedRegex(@"^```(\w*)\n(.*?)\n```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();

    [GeneratedRegex("""(?:[^\s'"]+|'[^']*'|"[^"]*")+""")]
    private static partial Regex Word();

    [GeneratedRegex("'([^']*)'|\"([^\"]*)\"")]
    private static partial Regex Quote();
}

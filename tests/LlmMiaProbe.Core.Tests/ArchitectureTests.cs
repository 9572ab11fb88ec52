using System.Text.RegularExpressions;
using System.Xml.Linq;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests;

public sealed partial class ArchitectureTests
{
    private static readonly string[] Adapters = ["LlmMiaProbe.Hosted", "LlmMiaProbe.LlamaCpp", "LlmMiaProbe.Reporting", "LlmMiaProbe.Storage"];

    // What each references when it is built in; the default build leaves all three empty.
    private static readonly IReadOnlyDictionary<string, string[]> Providers = new Dictionary<string, string[]>
    {
        // Another binding below the same scorers, so that both decode alike.
        ["LlmMiaProbe.LlamaSharp"] = ["LlmMiaProbe.Core", "LlmMiaProbe.LlamaCpp"],
    };

    private static readonly IReadOnlyDictionary<string, string[]> References = Directory
        .EnumerateFiles(RepositoryFolder.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), ReferencesOf);

    [Fact]
    public void The_projects_are_the_core_the_adapters_the_providers_and_the_command_line() =>
        Assert.Equal([.. Adapters, "LlmMiaProbe.Cli", "LlmMiaProbe.Core", .. Providers.Keys], References.Keys.OrderBy(name => Adapters.Contains(name) ? 0 : Providers.ContainsKey(name) ? 2 : 1).ThenBy(name => name, StringComparer.Ordinal));

    [Fact]
    public void The_core_references_no_project() => Assert.Empty(References["LlmMiaProbe.Core"]);

    [Fact]
    public void An_adapter_references_the_core_and_no_other_adapter() =>
        Assert.All(Adapters, adapter => Assert.Equal(["LlmMiaProbe.Core"], References[adapter]));

    [Fact]
    public void A_provider_references_what_it_stands_in_for_and_nothing_else() =>
        Assert.All(Providers, provider => Assert.Equal(provider.Value, References[provider.Key]));

    [Fact]
    public void Only_the_command_line_brings_all_together() =>
        Assert.Equal(Adapters, References["LlmMiaProbe.Cli"].Where(name => name != "LlmMiaProbe.Core" && !Providers.ContainsKey(name)).Order(StringComparer.Ordinal));

    [Fact]
    public void No_file_names_a_folder_of_one_machine_or_outside_the_repository()
    {
        var found = Sources().SelectMany(path => File.ReadLines(path)
            .Select((line, index) => (line, Place: $"{path}:{index + 1}"))
            .Where(entry => MachinePath().IsMatch(entry.line))
            .Select(entry => $"{entry.Place}: {entry.line.Trim()}"));
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("home")]
    [InlineData("tmp")]
    [InlineData("Users")]
    public void The_search_for_machine_paths_finds_them(string folder)
    {
        Assert.Matches(MachinePath(), $"var path = \"/{folder}/somebody/file\";");
        Assert.Matches(MachinePath(), $"C:\\{folder}");
        Assert.Matches(MachinePath(), "../" + "shared");
        Assert.DoesNotMatch(MachinePath(), $"https://example.org/{folder}page and src/{folder}.cs");
    }

    private static IEnumerable<string> Sources() => new[] { "src", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(RepositoryFolder.PathOf(folder), "*", SearchOption.AllDirectories))
        .Where(path => Written().IsMatch(path) && !BuildOutput().IsMatch(path));

    private static string[] ReferencesOf(string project) =>
    [
        .. XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((reference.Attribute("Include")?.Value ?? "").Replace('\\', '/'))),
    ];

    [GeneratedRegex(@"(?<![\w.])/(home|tmp|work|root|Users|mnt)/\w|\b[A-Z]:\\\w|\.\./shared\b")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\.(cs|csproj|props|targets|sql|json|md|txt)$")]
    private static partial Regex Written();

    [GeneratedRegex(@"[/\\](bin|obj|node_modules)[/\\]")]
    private static partial Regex BuildOutput();
}

using System.Text.RegularExpressions;
using System.Xml.Linq;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests;

public sealed partial class ArchitectureTests
{
    // Two of them stand on what any engine needs, which is no adapter.
    private const string CommonGround = "LlmMiaProbe.Local";

    private const string FrontDoor = "LlmMiaProbe.Runtime";

    private static readonly string[] Adapters = ["LlmMiaProbe.Hosted", "LlmMiaProbe.LlamaCpp", "LlmMiaProbe.LlamaSharp", "LlmMiaProbe.Reporting", "LlmMiaProbe.Storage"];
    private static readonly string[] Engines = ["LlmMiaProbe.LlamaCpp", "LlmMiaProbe.LlamaSharp"];

    private static readonly IReadOnlyDictionary<string, string[]> References = Directory
        .EnumerateFiles(RepositoryFolder.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), ReferencesOf);

    [Fact]
    public void The_projects_are_the_core_the_common_ground_the_adapters_the_front_door_and_the_command_line() =>
        Assert.Equal([.. ((string[])["LlmMiaProbe.Cli", "LlmMiaProbe.Core", CommonGround, FrontDoor, .. Adapters]).Order(StringComparer.Ordinal)], References.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_core_references_no_project() => Assert.Empty(References["LlmMiaProbe.Core"]);

    [Fact]
    public void An_adapter_references_the_core_and_no_other_adapter() =>
        Assert.All(Adapters, adapter => Assert.Equal(Engines.Contains(adapter) ? ["LlmMiaProbe.Core", CommonGround] : ["LlmMiaProbe.Core"], References[adapter]));

    [Fact]
    public void The_common_ground_references_the_core_alone() => Assert.Equal(["LlmMiaProbe.Core"], References[CommonGround]);

    [Fact]
    public void The_front_door_opens_everything_but_reports() =>
        Assert.Equal(["LlmMiaProbe.Core", .. Adapters.Where(name => name != "LlmMiaProbe.Reporting")], References[FrontDoor].Order(StringComparer.Ordinal));

    [Fact]
    public void Only_the_command_line_brings_all_together() =>
        Assert.Equal(Adapters, References["LlmMiaProbe.Cli"].Where(name => name is not ("LlmMiaProbe.Core" or CommonGround or FrontDoor)).Order(StringComparer.Ordinal));

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

using System.Text.Json;
using System.Xml.Linq;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests;

/// <summary>The default build restores from a feed that lacks the providers' packages.</summary>
public sealed class DefaultBuildTests
{
    private static readonly string[] ProviderPackages = ["LLamaSharp", "LLamaSharp.Backend.", "Microsoft.SemanticKernel", "Microsoft.ML.Tokenizers", "OllamaSharp"];

    [Fact]
    public void No_lock_file_names_a_package_of_a_provider()
    {
        var locks = Files("packages.lock.json");
        Assert.True(locks.Length > 10);
        Assert.All(locks, path =>
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            Assert.DoesNotContain(
                json.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject()),
                package => IsOfProvider(package.Name));
        });
    }

    [Fact]
    public void Every_reference_to_a_provider_and_to_its_packages_has_a_condition()
    {
        string[] providers = ["LlmMiaProbe.LlamaSharp", "LlmMiaProbe.SemanticKernel", "LlmMiaProbe.Tokenizers"];
        var references = Files("*.csproj").SelectMany(path => XDocument.Load(path).Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference")
            .Where(element => (element.Attribute("Include")?.Value ?? "") is var include && (IsOfProvider(include) || providers.Contains(Path.GetFileNameWithoutExtension(include)))))
            .ToList();
        Assert.True(references.Count >= 8);
        Assert.All(references, reference => Assert.Contains(
            reference.AncestorsAndSelf().Select(element => element.Attribute("Condition")?.Value ?? ""),
            condition => condition.Contains("'$(With", StringComparison.Ordinal) && condition.EndsWith("' == 'true'", StringComparison.Ordinal)));
    }

    [Fact]
    public void This_build_references_none_unless_asked_to()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(RepositoryFolder.PathOf("src/LlmMiaProbe.Cli/obj/project.assets.json")));
        var packages = assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name).Where(IsOfProvider);
        var referenced = assets.RootElement.GetProperty("project").GetProperty("restore").GetProperty("frameworks").GetProperty("net10.0").GetProperty("projectReferences").EnumerateObject();
        var asked = referenced.Any(project => project.Name.Contains("LlamaSharp", StringComparison.Ordinal) || project.Name.Contains("SemanticKernel", StringComparison.Ordinal) || project.Name.Contains("Tokenizers", StringComparison.Ordinal));
        Assert.Equal(asked, packages.Any());
    }

    private static bool IsOfProvider(string package) => ProviderPackages.Any(name => package.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private static string[] Files(string pattern) =>
    [
        .. new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(RepositoryFolder.PathOf(folder), pattern, SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
    ];
}

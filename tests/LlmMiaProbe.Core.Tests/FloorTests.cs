using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests;

/// <summary>The core's three floors: a folder names types of lower floors, and of its own floor where it is drawn here.</summary>
public sealed class FloorTests
{
    private const int MostFilesInOneFolder = 26;

    private static readonly string[][] s_floors =
    [
        ["Files", "Corpora", "Scoring", "Decoding", "Statistics", "Similarity", "Words"],
        ["Models", "Evidence", "Attacks", "Generation", "Frequencies", "Neighbours", "Shadows", "Prompts"],
        ["Runs", "Probing", "Extraction", "Questions", "Comparisons", "Defences", "Findings", "Gates", "Lab"],
    ];

    /// <summary>Arrows between folders of one floor.</summary>
    private static readonly Dictionary<string, string[]> s_drawn = new()
    {
        ["Corpora"] = ["Files", "Words"],
        ["Decoding"] = ["Corpora", "Scoring"],
        ["Similarity"] = ["Corpora", "Statistics"],
        ["Statistics"] = ["Corpora", "Scoring", "Words"],
        ["Attacks"] = ["Evidence", "Generation", "Models"],
        ["Evidence"] = ["Generation", "Models"],
        ["Frequencies"] = ["Models"],
        ["Generation"] = ["Models"],
        ["Neighbours"] = ["Models"],
        ["Prompts"] = ["Models"],
        ["Shadows"] = ["Models"],
        ["Comparisons"] = ["Extraction", "Probing"],
        ["Extraction"] = ["Defences", "Probing"],
        ["Gates"] = ["Comparisons", "Extraction", "Findings", "Probing"],
        ["Probing"] = ["Defences", "Findings"],
        ["Questions"] = ["Findings", "Probing"],
        ["Runs"] = ["Extraction", "Probing", "Questions"],
    };

    private static readonly HouseMap s_map = HouseMap.Read(RepositoryFolder.PathOf("src", "LlmMiaProbe.Core"));

    [Fact]
    public void Every_folder_stands_on_a_floor() =>
        Assert.Equal(s_floors.SelectMany(floor => floor).Order(StringComparer.Ordinal), s_map.Files.Select(file => file.Folder).Where(folder => folder.Length > 0).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void No_folder_names_types_of_a_floor_above() =>
        Assert.Empty(s_map.Edges.Where(edge => FloorOf(edge.To) > FloorOf(edge.From)).Select(Describe));

    [Fact]
    public void Folders_of_one_floor_name_each_other_only_where_it_is_drawn() =>
        Assert.Empty(s_map.Edges.Where(edge => FloorOf(edge.To) == FloorOf(edge.From) && s_drawn.GetValueOrDefault(edge.From)?.Contains(edge.To) != true).Select(Describe));

    [Fact]
    public void Nothing_is_drawn_that_is_not_there() =>
        Assert.DoesNotContain(s_drawn.SelectMany(pair => pair.Value.Select(to => (pair.Key, to))), arrow => !s_map.Edges.Any(edge => (edge.From, edge.To) == arrow));

    [Fact]
    public void No_folders_reach_each_other() => Assert.Empty(s_map.Cycles());

    [Fact]
    public void A_folder_holds_no_more_files_than_a_reader_takes_in() => Assert.Empty(
        s_map.Files.GroupBy(file => Path.GetDirectoryName(file.Path)).Where(group => group.Count() > MostFilesInOneFolder).Select(group => $"{group.Key}: {group.Count()} files"));

    [Fact]
    public void The_map_finds_arrows_and_cycles()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory($"{folder.Path}/One");
        Directory.CreateDirectory($"{folder.Path}/Two");
        folder.Write("One/First.cs", "using LlmMiaProbe.Two;\n\nnamespace LlmMiaProbe.One;\n\npublic sealed class First : Second;\n// Third is named in a comment alone.\n");
        folder.Write("Two/Second.cs", "namespace LlmMiaProbe.Two;\n\npublic class Second;\npublic sealed class Third { public string Name => \"First\"; }\n");
        var map = HouseMap.Read(folder.Path);
        Assert.Equal(["One -> Two: Second"], map.Edges.Select(Describe));
        Assert.Empty(map.Cycles());

        folder.Write("Two/Second.cs", "namespace LlmMiaProbe.Two;\n\npublic class Second { public One.First? Other { get; set; } }\n");
        map = HouseMap.Read(folder.Path);
        Assert.Equal(["One -> Two: Second", "Two -> One: First"], map.Edges.Select(Describe));
        Assert.Equal([["One", "Two"]], map.Cycles());
    }

    private static int FloorOf(string folder) => Array.FindIndex(s_floors, floor => floor.Contains(folder));

    private static string Describe(FolderEdge edge) => $"{edge.From} -> {edge.To}: {string.Join(", ", edge.Types)}";
}

using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class LabSplitterTests
{
    private static readonly IReadOnlyList<Document> s_documents =
        [.. Enumerable.Range(0, 200).Select(i => Of(i, string.Join(' ', Enumerable.Range(0, 30).Select(word => $"w{(i * 7919) + (word * word)}"))))];

    [Fact]
    public void Shares_hold_in_all_and_in_every_group()
    {
        var split = LabSplitter.Make(s_documents, new LabSplitSettings { Members = 0.5, Validation = 0.1 });
        Assert.Equal(200, split.Documents.Count);
        Assert.Equal(100, split.Of(LabSide.Member).Count());
        Assert.Equal(80, split.Of(LabSide.NonMember).Count());
        foreach (var group in split.Documents.GroupBy(document => Group(int.Parse(document.Id[1..]))))
        {
            Assert.InRange(group.Count(document => document.Side == LabSide.Member), 19, 21);
        }
    }

    [Fact]
    public void Groups_of_one_document_are_divided_like_others()
    {
        var split = LabSplitter.Make([.. s_documents.Select(document => document with { Group = document.Id })], new LabSplitSettings { Members = 0.5, Validation = 0 });
        Assert.Equal(100, split.Of(LabSide.Member).Count());
    }

    [Fact]
    public void The_seed_decides_and_nothing_else()
    {
        var once = LabSplitter.Make(s_documents, new LabSplitSettings());
        Assert.Equal(once.Documents, LabSplitter.Make(s_documents, new LabSplitSettings()).Documents);
        Assert.NotEqual(once.Documents, LabSplitter.Make(s_documents, new LabSplitSettings { Seed = 2 }).Documents);
        var backwards = LabSplitter.Make([.. s_documents.Reverse()], new LabSplitSettings());
        Assert.InRange(once.Documents.Count(document => backwards.Documents.Any(other => other.Id == document.Id && other.Side == document.Side)), 150, 200);
    }

    [Fact]
    public void Near_duplicates_are_on_one_side_and_in_the_same_shadow_models()
    {
        var copies = s_documents.Take(40).Select(document => document with { Id = $"c{document.Id[1..]}", Text = $"{document.Text} end" });
        var split = LabSplitter.Make([.. s_documents, .. copies], new LabSplitSettings());
        var byId = split.Documents.ToDictionary(document => document.Id);
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(byId[$"d{i}"].Side, byId[$"c{i}"].Side);
            Assert.Equal(byId[$"d{i}"].Cluster, byId[$"c{i}"].Cluster);
        }

        Assert.Equal(200, split.Documents.Select(document => document.Cluster).Distinct().Count());
    }

    [Fact]
    public void Shadow_models_come_in_complementary_pairs_of_random_halves()
    {
        var split = LabSplitter.Make(s_documents, new LabSplitSettings());
        var halves = Enumerable.Range(1, 16).Select(number => split.ShadowHalf(number).Select(document => document.Id).ToHashSet()).ToList();
        var tested = split.Tested.Select(document => document.Id).ToHashSet();
        for (var i = 0; i < 16; i += 2)
        {
            Assert.Empty(halves[i].Intersect(halves[i + 1]));
            Assert.Equal(tested, halves[i].Union(halves[i + 1]).ToHashSet());
            Assert.InRange(halves[i].Count(id => split.Documents.First(document => document.Id == id).Side == LabSide.Member), 30, 60);
        }

        Assert.All(tested, id => Assert.Equal(8, halves.Count(half => half.Contains(id))));
        Assert.InRange(halves[0].Intersect(halves[2]).Count(), 30, 60);
    }

    [Fact]
    public void Repetitions_are_dealt_out_in_turn()
    {
        var split = LabSplitter.Make(s_documents, new LabSplitSettings { Members = 0.5, Validation = 0, Repetitions = [1, 2, 4] });
        Assert.All(split.Of(LabSide.Member).GroupBy(document => document.Repetitions), same => Assert.InRange(same.Count(), 33, 34));
        Assert.Equal([1, 2, 4], split.Documents.Select(document => document.Repetitions).Distinct().Order());
    }

    [Fact]
    public void A_folder_gives_back_what_was_divided_and_sees_a_changed_text()
    {
        using var folder = new LlmMiaProbe.Testing.TemporaryFolder();
        var lab = new LabFolder(folder.Path);
        var split = LabSplitter.Make(s_documents, new LabSplitSettings { Sample = 50 });
        lab.Write(split, s_documents);
        var (read, documents) = lab.Read();
        Assert.Equal(50, read.Documents.Count);
        Assert.Equal(split.Documents, read.Documents);
        Assert.All(read.Documents, document => Assert.Equal(s_documents.First(original => original.Id == document.Id).Text, documents[document.Id].Text));
        File.WriteAllText(lab.DocumentsPath, File.ReadAllText(lab.DocumentsPath).Replace("w", "v", StringComparison.Ordinal));
        Assert.Contains("is not the one that was divided", Assert.Throws<ConfigurationException>(() => lab.Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shares_that_leave_nothing_are_a_sentence() =>
        Assert.Contains("leave no share", Assert.Throws<ConfigurationException>(() => LabSplitter.Make(s_documents, new LabSplitSettings { Members = 0.9 })).Message, StringComparison.Ordinal);

    private static string Group(int number) => $"g{number % 5}";

    private static Document Of(int number, string text) => new() { Id = $"d{number}", Text = text, Group = Group(number), Origin = "test" };
}

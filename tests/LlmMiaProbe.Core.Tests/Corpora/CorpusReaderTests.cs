using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class CorpusReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_path_is_reported_before_any_source_is_read()
    {
        var there = folder.Write("a.jsonl", "{\"text\": \"a\"}");
        var missing = folder.Path + "/missing.jsonl";
        var error = Assert.Throws<PrerequisiteException>(() => CorpusReader.Read([new CorpusSource(there), new CorpusSource(missing)]));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_unknown_kind_is_refused_with_the_kinds_there_are()
    {
        var path = folder.Write("a.docx", "x");
        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
        Assert.All(new[] { path, ".jsonl", ".csv", ".txt", "folder" }, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Documents_are_read_only_as_they_are_asked_for()
    {
        var path = folder.Write("a.jsonl", "{\"text\": \"a\"}\n");
        var entries = CorpusReader.Read([new CorpusSource(path)]);
        folder.Write("a.jsonl", "{\"text\": \"changed\"}\n");
        Assert.Equal("changed", Assert.Single(entries).Document?.Text);
    }

    [Fact]
    public void A_repeated_id_is_a_defect_that_names_the_first_place()
    {
        var first = folder.Write("a.jsonl", "{\"text\": \"1\", \"id\": \"x\"}\n{\"text\": \"2\", \"id\": 7}");
        var second = folder.Write("b.csv", "id,text\ny,3\n7,4\n7,5\n");
        var entries = CorpusReader.Read([new CorpusSource(first), new CorpusSource(second)]).ToList();
        Assert.Equal(["1", "2", "3", null, null], entries.Select(entry => entry.Document?.Text));
        Assert.Equal($"the id '7' was used before at {first}:2; ids must be unique", entries[3].Defect?.Reason);
        Assert.Equal($"{second}:4", entries[4].Defect?.Location);
    }

    [Fact]
    public void A_repeated_id_is_found_across_folders_too()
    {
        folder.Write("one/a.txt", "1");
        folder.Write("two/a.txt", "2");
        var entries = CorpusReader.Read([new CorpusSource(folder.Path + "/one/"), new CorpusSource(folder.Path + "/two")]).ToList();
        Assert.Equal($"the id 'a.txt' was used before at {folder.Path}/one/a.txt; ids must be unique", entries[1].Defect?.Reason);
        Assert.Equal($"{folder.Path}/two/a.txt", entries[1].Defect?.Location);
    }

    [Fact]
    public void Documents_without_ids_in_files_of_one_name_are_named_after_the_paths()
    {
        var first = folder.Write("one/a.jsonl", "{\"text\": \"1\"}");
        var second = folder.Write("two/a.jsonl", "{\"text\": \"2\"}");
        var third = folder.Write("two/b.jsonl", "{\"text\": \"3\"}");
        var entries = CorpusReader.Read([new CorpusSource(first), new CorpusSource(second), new CorpusSource(third)]);
        Assert.Equal([first + ":1", second + ":1", "b.jsonl:1"], entries.Select(entry => entry.Document?.Id));
    }

    [Theory]
    [InlineData("a.jsonl", "{\"text\": \"a\", \"label\": \"member\"}")]
    [InlineData("a.csv", "text,label\na,perhaps\n")]
    [InlineData("a.txt", "a\n")]
    public void A_given_label_overrides_every_label(string name, string content)
    {
        var source = new CorpusSource(folder.Write(name, content), Membership.NonMember);
        Assert.Equal(Membership.NonMember, Assert.Single(CorpusReader.Read([source])).Document?.Label);
    }
}

using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

/// <summary>Folders and patterns of files of records, splits, and standard input.</summary>
public sealed class CorpusPartsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> told = [];

    public void Dispose()
    {
        StandardInput.Replace(null);
        folder.Dispose();
    }

    [Fact]
    public void A_folder_of_shards_is_one_corpus_in_ordinal_order()
    {
        Shard("data/part-10.jsonl", "c");
        Shard("data/part-2.jsonl", "d");
        Shard("data/part-1.jsonl", "b");
        folder.Write("data/more/a.csv", "text\na\n");
        Assert.Equal(["a", "b", "c", "d"], Read("data").Select(entry => entry.Document?.Text));
        Assert.Equal("data: 1 file, a table separated by commas; 3 files, JSON lines", told[0]);
        Assert.Equal(["more/a.csv:2", "part-1.jsonl:1", "part-10.jsonl:1", "part-2.jsonl:1"], Read("data").Select(entry => entry.Document?.Id));
    }

    [Fact]
    public void The_folder_of_a_data_set_is_read_without_what_describes_it()
    {
        folder.Write("README.md", "# A data set");
        folder.Write("LICENSE.txt", "Take it.");
        folder.Write(".gitattributes", "x");
        folder.Write("dataset_infos.json", "{}");
        folder.Write("load.py", "pass");
        Shard("data/train-00000-of-00001.jsonl", "a");
        var entries = Read("");
        Assert.Equal(["a"], entries.Select(entry => entry.Document?.Text).OfType<string>());
        Assert.Equal(
            [
                (".gitattributes", "it is no data file by its name"),
                ("LICENSE.txt", "it describes the data files beside it; give it by itself if it is a document"),
                ("README.md", "it describes the data files beside it; give it by itself if it is a document"),
                ("dataset_infos.json", "it describes the data files beside it; give it by itself if it is a document"),
                ("load.py", "it is no data file by its name"),
            ],
            entries.Select(entry => entry.Defect).OfType<CorpusDefect>().Select(defect => (Path.GetFileName(defect.File), defect.Reason)));
        Assert.All(entries.Select(entry => entry.Defect).OfType<CorpusDefect>(), defect => Assert.True(defect.IsLeftOut));
    }

    [Fact]
    public void More_data_files_than_texts_are_not_passed_over()
    {
        folder.Write("notes.txt", "A text.");
        Shard("a.jsonl", "a");
        Shard("b.jsonl", "b");
        var error = Assert.Throws<ConfigurationException>(() => Read(""));
        Assert.Contains("holds 2 data files (a.jsonl, b.jsonl) and 1 text such as notes.txt; say which to read", error.Message, StringComparison.Ordinal);
        Assert.Equal(["A text."], Read("", source => source with { Include = ["*.txt"] }).Select(entry => entry.Document?.Text).OfType<string>());
        Assert.Equal(["a", "b"], Read("", source => source with { Include = ["*.jsonl"] }).Select(entry => entry.Document?.Text).OfType<string>());
        Assert.Throws<ConfigurationException>(() => Read("", source => source with { Include = ["*"] }));
    }

    [Fact]
    public void Any_text_file_is_a_document_by_include_and_others_are_named()
    {
        folder.Write("src/a.py", "print(1)\n");
        folder.Write("src/b.c", "int x;\n");
        folder.Write("README.md", "# Code");
        var entries = Read("", source => source with { Include = ["*.py", "src/*.c"] });
        Assert.Equal([("src/a.py", "print(1)\n"), ("src/b.c", "int x;\n")], entries.Select(entry => entry.Document).OfType<Document>().Select(document => (document.Id, document.Text)));
        Assert.Equal("it is not among the files of --include", Assert.Single(entries, entry => entry.Defect is not null).Defect?.Reason);
        var error = Assert.Throws<ConfigurationException>(() => Read("", source => source with { Include = ["*.rs"] }));
        Assert.Contains("No file of the folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_shard_that_cannot_be_read_is_a_defect()
    {
        Shard("a.jsonl", "a");
        folder.Write("b.parquet", "version https://git-lfs.github.com/spec/v1\n");
        folder.Write("c.zip", "PK\u0003\u0004");
        var entries = Read("");
        Assert.Equal(["a", null, null], entries.Select(entry => entry.Document?.Text));
        Assert.StartsWith("it is a pointer of Git LFS in place of the data", entries[1].Defect?.Reason, StringComparison.Ordinal);
        Assert.StartsWith("it is a zip archive", entries[2].Defect?.Reason, StringComparison.Ordinal);
        Assert.All(entries.Skip(1), entry => Assert.False(entry.Defect?.IsLeftOut));
        File.Delete($"{folder.Path}/a.jsonl");
        Assert.Contains("is a pointer of Git LFS", Assert.Throws<ConfigurationException>(() => Read("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_named_after_a_label_label_their_shards()
    {
        Shard("members/a.jsonl", "a");
        Shard("nonmembers/b.jsonl", "b");
        Assert.Equal([Membership.Member, Membership.NonMember], Read("").Select(entry => entry.Document?.Label));
    }

    [Theory]
    [InlineData("data/*.jsonl", new[] { "a", "b" })]
    [InlineData("data/[ab].jsonl", new[] { "a", "b" })]
    [InlineData("data/?.jsonl", new[] { "a", "b" })]
    [InlineData("data/{b,x}.jsonl", new[] { "b" })]
    [InlineData("data/[!a].jsonl", new[] { "b" })]
    [InlineData("data/**/*.jsonl", new[] { "a", "b", "c" })]
    [InlineData("**/c.jsonl", new[] { "c" })]
    [InlineData("*/*/*", new[] { "c" })]
    public void A_pattern_names_files(string pattern, string[] texts)
    {
        Shard("data/a.jsonl", "a");
        Shard("data/b.jsonl", "b");
        Shard("data/deep/c.jsonl", "c");
        Assert.Equal(texts, Read(pattern).Select(entry => entry.Document?.Text));
    }

    [Fact]
    public void A_pattern_that_fits_nothing_is_said()
    {
        Shard("data/a.jsonl", "a");
        Assert.Contains("No file fits the pattern", Assert.Throws<PrerequisiteException>(() => Read("data/*.parquet")).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<PrerequisiteException>(() => Read("dota/*.jsonl")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_name_has_brackets_is_itself()
    {
        folder.Write("[ab].jsonl", "{\"text\": \"itself\"}");
        Shard("a.jsonl", "a");
        Assert.Equal(["itself"], Read("[ab].jsonl").Select(entry => entry.Document?.Text));
    }

    [Theory]
    [InlineData("train-00000-of-00020.parquet", "train")]
    [InlineData("data/test-00001-of-00002-abc.parquet", "test")]
    [InlineData("en/c4-train.00000-of-01024.json.gz", "train")]
    [InlineData("forget10-00000-of-00001.parquet", "forget10")]
    [InlineData("train/part-00000-of-00002.jsonl", "train")]
    [InlineData("my_dev.csv", "validation")]
    [InlineData("training/a.csv", "train")]
    [InlineData("a.csv", null)]
    [InlineData("train/unit_test_cases.jsonl", "train")]
    [InlineData("train/unit-test-00000-of-00002.parquet", "train")]
    [InlineData("unit_test_cases.jsonl", "test")]
    [InlineData("train/test_x.csv", "test")]
    [InlineData("test/train.jsonl", "train")]
    [InlineData("test/train/a.jsonl", "train")]
    [InlineData("val/train_test/a.jsonl", "validation")]
    [InlineData("all_train_test.csv", null)]
    [InlineData("constraint.csv", null)]
    public void Names_of_files_tell_splits(string name, string? split) => Assert.Equal(split, SplitName.Of(name));

    [Fact]
    public void A_file_is_of_one_split_only()
    {
        Shard("train/unit_test_cases.jsonl", "a");
        Shard("test/train.jsonl", "b");
        Shard("test/x.jsonl", "c");
        Assert.Equal(["c"], Read("", source => source with { Split = "test" }).Select(entry => entry.Document?.Text).OfType<string>());
        Assert.Equal(["b", "a"], Read("", source => source with { Split = "train" }).Select(entry => entry.Document?.Text).OfType<string>());
    }

    [Fact]
    public void What_lies_in_hidden_folders_is_left_out()
    {
        Shard("a.jsonl", "a");
        folder.Write(".ipynb_checkpoints/a-checkpoint.csv", "text\nold\n");
        Shard(".cache/deep/old.jsonl", "old");
        Shard("data/.cache/old.jsonl", "old");
        folder.Write(".git/notes.txt", "old");
        Shard(".b.jsonl", "old");
        var entries = Read("");
        Assert.Equal(["a"], entries.Select(entry => entry.Document?.Text).OfType<string>());
        Assert.Equal(5, entries.Count(entry => entry.Defect is { IsLeftOut: true } defect && defect.Reason.StartsWith("it is hidden", StringComparison.Ordinal)));
        Assert.Equal("1 file, JSON lines", told[0][(told[0].IndexOf(": ", StringComparison.Ordinal) + 2)..]);
    }

    [Fact]
    public void Texts_in_hidden_folders_are_left_out()
    {
        folder.Write("a.txt", "a");
        folder.Write(".ipynb_checkpoints/a-checkpoint.txt", "old");
        Shard(".cache/a.jsonl", "old");
        Shard(".cache/b.jsonl", "old");
        var entries = Read("");
        Assert.Equal(["a"], entries.Select(entry => entry.Document?.Text).OfType<string>());
        Assert.Equal(3, entries.Count(entry => entry.Defect is { IsLeftOut: true }));
    }

    [Theory]
    [InlineData("*.jsonl", new[] { "a" })]
    [InlineData("**/*.jsonl", new[] { "a" })]
    [InlineData(".cache/*.jsonl", new[] { "b" })]
    [InlineData("*/*.jsonl", new string[0])]
    [InlineData(".*/*.jsonl", new[] { "b", "d" })]
    [InlineData(".cache/.*.jsonl", new[] { "c" })]
    [InlineData("{.cache,x}/*.jsonl", new[] { "b" })]
    [InlineData(".{cache,x}/*.jsonl", new[] { "b", "d" })]
    public void Hidden_files_are_those_of_a_pattern_that_names_the_dot(string pattern, string[] texts)
    {
        Shard("a.jsonl", "a");
        Shard(".cache/b.jsonl", "b");
        Shard(".cache/.c.jsonl", "c");
        Shard(".x/d.jsonl", "d");
        if (texts.Length == 0)
        {
            Assert.Throws<ConfigurationException>(() => Read("", source => source with { Include = [pattern] }));
            Assert.Throws<PrerequisiteException>(() => Read(pattern));
            return;
        }

        Assert.Equal(texts, Read(pattern).Select(entry => entry.Document?.Text).OfType<string>());
        Assert.Equal(texts, Read("", source => source with { Include = [pattern] }).Select(entry => entry.Document?.Text).OfType<string>());
    }

    [Fact]
    public void What_a_folder_or_an_option_says_is_not_told_as_a_guess()
    {
        folder.Write("members/a.jsonl", "{\"text\": \"a\", \"label\": 0, \"split\": \"test\"}\n");
        folder.Write("x/b.jsonl", "{\"text\": \"b\", \"split\": \"test\"}\n");
        folder.Write("m.jsonl", "{\"member\": \"A whole text that is no label, and a long one.\", \"nonmember\": \"b\", \"seen\": 1}\n");
        Assert.Equal(Membership.Member, Read("*/a.jsonl").Single().Document?.Label);
        Assert.Contains(told, line => line.EndsWith("'label' not read: each is member by the name of its folder)", StringComparison.Ordinal));
        Read("members/a.jsonl", source => source with { Label = Membership.Member });
        Assert.Contains(told, line => line.EndsWith("each is member as you say)", StringComparison.Ordinal));
        Read("x/b.jsonl");
        Assert.Contains(told, line => line.Contains("'split' looks like a label", StringComparison.Ordinal));
        Read("x/b.jsonl", source => source with { Split = "test" });
        Assert.DoesNotContain(told, line => line.Contains("looks like a label", StringComparison.Ordinal));
        foreach (var name in new[] { "member", "nonmember" })
        {
            Read("m.jsonl", source => source with { Fields = new CorpusFields { Text = name } });
            Assert.Contains("'seen' looks like a label", Assert.Single(told, line => line.Contains("looks like a label", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_split_is_taken_by_the_names_of_the_files()
    {
        Shard("data/train-00000-of-00002.jsonl", "a");
        Shard("data/train-00001-of-00002.jsonl", "b");
        Shard("data/test-00000-of-00001.jsonl", "c");
        var entries = Read("data", source => source with { Split = "train" });
        Assert.Equal(["a", "b"], entries.Select(entry => entry.Document?.Text).OfType<string>());
        Assert.Equal("it is not of the split 'train'", Assert.Single(entries, entry => entry.Defect is not null).Defect?.Reason);
        Assert.Equal(["c"], Read("data/*.jsonl", source => source with { Split = "eval" }).Select(entry => entry.Document?.Text).OfType<string>());
        var error = Assert.Throws<ConfigurationException>(() => Read("data", source => source with { Split = "dev" }));
        Assert.EndsWith("has no split 'dev'; by the names of its files there are test (1), train (2).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_is_taken_by_the_field_where_no_name_tells_it()
    {
        folder.Write("a.jsonl", "{\"text\": \"a\", \"split\": \"train\"}\n{\"text\": \"b\", \"split\": \"test\"}\n{\"text\": \"c\"}\n");
        folder.Write("b.csv", "text,split\nd,Train\n");
        Assert.Equal(["a"], Read("a.jsonl", source => source with { Split = "train" }).Select(entry => entry.Document?.Text));
        Assert.Contains("a.jsonl: 1 of 3 records are of the split 'train' by their field \"split\"; the others are not read", told);
        Assert.Equal(["a", "d"], Read("", source => source with { Split = "train" }).Select(entry => entry.Document?.Text));
        var error = Assert.Throws<ConfigurationException>(() => Read("", source => source with { Split = "dev" }));
        Assert.EndsWith("has no split 'dev': no file name tells a split, and the records' field \"split\" says 'Train' (1), 'test' (1), 'train' (1).", error.Message, StringComparison.Ordinal);
        folder.Write("texts/t.txt", "a text");
        Assert.Throws<ConfigurationException>(() => Read("texts", source => source with { Split = "train" }));
        Assert.Throws<ConfigurationException>(() => Read("texts/t.txt", source => source with { Split = "train" }));
    }

    [Theory]
    [InlineData("{\"text\": \"b\", \"split\": \"train\"", "is not valid JSON")]
    [InlineData("{\"text\": \"b\", \"split\": \"train\"} x", "is not valid JSON")]
    [InlineData("{\"split\": \"test\", nonsense", "is not valid JSON")]
    [InlineData("nonsense", "is not valid JSON")]
    [InlineData("[1, 2]", "no object")]
    [InlineData("3", "no object")]
    [InlineData("{\"text\": \"b\", \"split\": \"\\ud800\"}", "half a surrogate pair")]
    public void A_broken_record_is_a_defect_whatever_split_is_asked_for(string line, string reason)
    {
        folder.Write("a.jsonl", "{\"text\": \"a\", \"split\": \"train\"}\n" + line + "\n{\"text\": \"c\", \"split\": \"test\"}\n");
        var entries = Read("a.jsonl", source => source with { Split = "train" });
        Assert.Equal(["a", null], entries.Select(entry => entry.Document?.Text));
        Assert.Contains(reason, entries[1].Defect?.Reason, StringComparison.Ordinal);
        Assert.Equal(2, entries[1].Defect?.Line);
        Assert.Contains("a.jsonl: 1 of 2 records are of the split 'train' by their field \"split\"; the others are not read", told);
    }

    [Theory]
    [InlineData("{\"text\": \"a\"}\n", "standard input: JSON lines", "a")]
    [InlineData("[{\"text\": \"a\"}]", "standard input: a JSON array", "a")]
    [InlineData("id;text\n1;a\n", "standard input: a table separated by semicolons", "a")]
    [InlineData("A text, with a comma.\n", "standard input: text with blank lines between documents", "A text, with a comma.")]
    public void Standard_input_is_recognised_and_read_again(string content, string words, string text)
    {
        StandardInput.Replace(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)));
        for (var time = 0; time < 2; time++)
        {
            told.Clear();
            Assert.Equal([text], CorpusReader.Read([new CorpusSource("-")], told.Add).Select(entry => entry.Document?.Text));
            Assert.Equal(words, told[0]);
        }
    }

    [Fact]
    public void Standard_input_may_be_packed_or_parquet()
    {
        StandardInput.Replace(File.OpenRead(ForeignFile.PathOf("members.jsonl.gz")));
        Assert.Equal(4, CorpusReader.Read([new CorpusSource("-")]).Count());
    }

    private void Shard(string name, string text) => folder.Write(name, $"{{\"text\": \"{text}\"}}\n");

    private List<CorpusEntry> Read(string path, Func<CorpusSource, CorpusSource>? with = null)
    {
        told.Clear();
        var source = new CorpusSource(path.Length == 0 ? folder.Path : $"{folder.Path}/{path}");
        return [.. CorpusReader.Read([with is null ? source : with(source)], told.Add)];
    }
}

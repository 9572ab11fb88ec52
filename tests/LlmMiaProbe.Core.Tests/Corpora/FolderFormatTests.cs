using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class FolderFormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_text_file_is_a_document_in_ordinal_order_of_the_paths()
    {
        string[] names = ["b.txt", "a/z.md", "a.txt", "a-b.TXT", "a/b/c.text", "ü.txt", "a0/x.txt", "B.txt", "a/.hidden.txt"];
        foreach (var name in names)
        {
            folder.Write(name, $"\uFEFF in {name}\r\n\r\n");
        }

        folder.Write("a/skipped.jsonl", "{}");
        var documents = Read().Select(entry => entry.Document).OfType<Document>().ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), documents.Select(document => document?.Id));
        Assert.All(documents, document => Assert.Equal($" in {document?.Id}\r\n\r\n", document?.Text));
        Assert.All(documents, document => Assert.Equal($"{folder.Path}/{document?.Id}", document?.Origin));
    }

    [Theory]
    [InlineData("member/a.txt", Membership.Member)]
    [InlineData("Members/x/a.txt", Membership.Member)]
    [InlineData("nonmember/a.txt", Membership.NonMember)]
    [InlineData("nonmembers/a.txt", Membership.NonMember)]
    [InlineData("non-members/a.txt", Membership.NonMember)]
    [InlineData("unknown/a.txt", Membership.Unknown)]
    [InlineData("x/member/a.txt", Membership.Unknown)]
    [InlineData("member.txt", Membership.Unknown)]
    public void Folders_of_the_first_level_give_the_label(string name, Membership expected)
    {
        folder.Write(name, "a");
        Assert.Equal(expected, Assert.Single(Read()).Document?.Label);
    }

    [Fact]
    public void A_given_label_overrides_those_of_folders()
    {
        folder.Write("member/a.txt", "a");
        Assert.Equal(Membership.NonMember, Assert.Single(Read(Membership.NonMember)).Document?.Label);
    }

    [Fact]
    public void A_file_that_is_not_utf8_or_cannot_be_opened_is_a_defect()
    {
        folder.Write("a.txt", [0xFF]);
        folder.Write("b.txt", "b");
        File.CreateSymbolicLink($"{folder.Path}/c.txt", $"{folder.Path}/missing");
        var entries = Read();
        Assert.Equal((true, 0L), (entries[0].Defect?.Reason.Contains("UTF-8", StringComparison.Ordinal), entries[0].Defect?.Line));
        Assert.Equal("b", entries[1].Document?.Text);
        Assert.Equal($"{folder.Path}/c.txt", entries[2].Defect?.Location);
    }

    [Fact]
    public void Links_to_folders_are_not_followed()
    {
        folder.Write("a/a.txt", "a");
        Directory.CreateSymbolicLink($"{folder.Path}/a/loop", folder.Path);
        Assert.Equal(["a/a.txt"], Read().Select(entry => entry.Document?.Id).OfType<string>());
        Assert.Equal("a link to a folder is not followed; name the folder itself with --corpus", Read().Select(entry => entry.Defect).OfType<CorpusDefect>().Single().Reason);
    }

    [Fact]
    public void A_folder_without_text_files_is_refused_before_reading()
    {
        folder.Write("a.py", "{}");
        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(folder.Path)]));
        Assert.Contains("holds no .txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_not_read_are_named_with_what_to_do()
    {
        foreach (var name in new[] { "members/a.txt", "members/b.py", "members/c.jsonl", "members/LICENSE", "README.md" })
        {
            folder.Write(name, "text");
        }

        var entries = Read().ToList();
        Assert.Equal(["members/a.txt"], entries.Select(entry => entry.Document?.Id).OfType<string>());
        Assert.Equal(
            [
                ($"{folder.Path}/README.md", "it describes the data files beside it; give it by itself if it is a document"),
                ($"{folder.Path}/members/LICENSE", "only .txt, .text and .md files of a folder are read (--include '*.py' reads others)"),
                ($"{folder.Path}/members/b.py", "only .txt, .text and .md files of a folder are read (--include '*.py' reads others)"),
                ($"{folder.Path}/members/c.jsonl", "a data file in a folder of texts is not read; name it with --corpus"),
            ],
            entries.Select(entry => entry.Defect).OfType<CorpusDefect>().Select(defect => (defect.File, defect.Reason)));
        Assert.All(entries.Select(entry => entry.Defect).OfType<CorpusDefect>(), defect => Assert.True(defect.IsLeftOut));
    }

    [Fact]
    public void A_readme_among_texts_alone_is_one_of_them()
    {
        folder.Write("README.md", "a text");
        folder.Write("b.py", "no text");
        Assert.Equal(["README.md"], Read().Select(entry => entry.Document?.Id).OfType<string>());
    }

    [Fact]
    public void A_readme_without_data_in_its_folder_or_below_is_a_text()
    {
        folder.Write("one/README.md", "a text");
        folder.Write("two/README.md", "another text");
        folder.Write("three/package.json", "{}");
        Assert.Equal(["one/README.md", "two/README.md"], Read().Select(entry => entry.Document?.Id).OfType<string>());
    }

    [Fact]
    public void A_file_beyond_the_limit_is_a_defect()
    {
        folder.Write("a.txt", "0123456789");
        folder.Write("b.txt", "b");
        var records = new FolderFormat(maximumFileBytes: 9).Read(new CorpusFile(folder.Path, "x")).ToList();
        Assert.Contains("longer than", records[0].Entry.Defect?.Reason, StringComparison.Ordinal);
        Assert.Equal("b", records[1].Entry.Document?.Text);
    }

    [Property]
    public Property Arbitrary_bytes_give_one_document_or_defect() =>
        Prop.ForAll(CorpusGenerators.Bytes.ToArbitrary(), content =>
        {
            // A space in front, so that no mark of another encoding or format stands there by chance.
            byte[] spaced = [(byte)' ', .. content];
            folder.Write("a.txt", spaced);
            var entry = Assert.Single(Read());
            Assert.Equal(System.Text.Unicode.Utf8.IsValid(spaced), entry.Document is not null);
        });

    private List<CorpusEntry> Read(Membership? label = null) => [.. CorpusReader.Read([new CorpusSource(folder.Path, label)])];
}

using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class BookFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_book_is_one_document_exactly_as_it_lies_but_for_its_byte_order_mark()
    {
        var path = _folder.Write("book.txt", "\uFEFFChapter 1\r\n\r\n\r\nOnce\r\n\n");
        var document = Assert.Single(CorpusReader.Read([new CorpusSource(path, Membership.Member, IsBook: true)])).Document;
        Assert.Equal(("book.txt", "Chapter 1\r\n\r\n\r\nOnce\r\n\n", Membership.Member, path), (document?.Id, document?.Text, document?.Label, document?.Origin));
        Assert.Equal(2, CorpusReader.Read([new CorpusSource(path)]).Count());
    }

    [Fact]
    public void Bytes_that_are_not_text_are_a_defect() => Assert.Contains(
        "not valid UTF-8",
        Assert.Single(CorpusReader.Read([new CorpusSource(_folder.Write("book.txt", [0x41, 0xFF]), IsBook: true)])).Defect?.Reason,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("book.jsonl")]
    [InlineData("folder.txt/a.txt")]
    public void Only_a_text_file_can_be_a_book(string name)
    {
        _folder.Write(name, "{}");
        var source = new CorpusSource($"{_folder.Path}/{name.Split('/')[0]}", IsBook: true);
        Assert.Contains("expected a .txt, .text or .md file", Assert.Throws<ConfigurationException>(() => CorpusReader.Read([source])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_book_twice_is_a_defect_that_names_the_first()
    {
        var path = _folder.Write("book.txt", "Once");
        var entries = CorpusReader.Read([new CorpusSource(path, IsBook: true), new CorpusSource(path, IsBook: true)]).ToList();
        Assert.Contains($"used before at {path}:1", entries[1].Defect?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"file": "book.txt", "trained_characters": [0, 4]}""", true)]
    [InlineData("""{"file": "other.txt", "trained_characters": [0, 4]}""", false)]
    [InlineData("""["book.txt"]""", false)]
    [InlineData("no json", false)]
    public void A_file_beside_the_book_that_names_it_gives_its_fields(string beside, bool counts)
    {
        var path = _folder.Write("book.txt", "Once");
        _folder.Write("book.json", beside);
        var document = Assert.Single(CorpusReader.Read([new CorpusSource(path, IsBook: true)])).Document;
        Assert.Equal(("Once", counts ? beside : null), (document?.Text, document?.Fields));
    }
}

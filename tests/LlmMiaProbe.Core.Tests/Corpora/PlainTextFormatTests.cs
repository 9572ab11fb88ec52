using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed partial class PlainTextFormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("one\ntwo\n\nthree\n", "one\ntwo|three", "1|4")]
    [InlineData("\n\none\r\ntwo\r\n \t\r\n\r\n  three", "one\r\ntwo|  three", "3|7")]
    [InlineData("a\rb\n\nc\r", "a\rb|c\r", "1|3")]
    [InlineData("\n \n", "", "")]
    public void Blank_lines_separate_documents_and_other_breaks_are_kept(string content, string texts, string lines)
    {
        var path = folder.Write("c.txt", content);
        var documents = CorpusReader.Read([new CorpusSource(path)]).Select(entry => entry.Document).ToList();
        var starts = lines.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(texts, string.Join('|', documents.Select(document => document?.Text)));
        Assert.Equal(starts.Select((_, index) => $"c.txt#{index + 1}"), documents.Select(document => document?.Id));
        Assert.Equal(starts.Select(line => $"{path}:{line}"), documents.Select(document => document?.Origin));
    }

    [Fact]
    public void A_line_that_is_not_utf8_takes_its_document_with_it_and_keeps_the_numbering()
    {
        var path = folder.Write("c.md", [.. "a\n\nb\n"u8, 0xC3, .. "\nc\n\nd"u8]);
        var entries = CorpusReader.Read([new CorpusSource(path, Membership.Member)]).ToList();
        Assert.Equal(["c.md#1", null, "c.md#3"], entries.Select(entry => entry.Document?.Id));
        Assert.Equal((path, 4L), (entries[1].Defect?.File, entries[1].Defect?.Line));
        Assert.Equal(Membership.Member, entries[0].Document?.Label);
    }

    [Fact]
    public void A_document_beyond_the_limit_is_a_defect_whether_in_one_line_or_many()
    {
        var path = folder.Write("c.txt", "0123456789012345\n\n01234\n01234\n01234\n\nfine\n");
        var records = new PlainTextFormat(maximumDocumentBytes: 15).Read(new CorpusFile(path, "c.txt")).ToList();
        Assert.Equal([1L, 3, 7], records.Select(record => record.Line));
        Assert.Equal([null, null, "fine"], records.Select(record => record.Entry.Document?.Text));
    }

    [Property]
    public Property Arbitrary_bytes_give_one_document_or_defect_for_each_stretch_between_blank_lines() =>
        Prop.ForAll(CorpusGenerators.Bytes.ToArbitrary(), content =>
        {
            var path = folder.Write("c.txt", [.. Encoding.UTF8.Preamble, .. content]);
            var records = new PlainTextFormat().Read(new CorpusFile(path, "c.txt")).ToList();
            var stretches = BlankLines().Split(Encoding.Latin1.GetString(content)).Where(stretch => stretch.Any(character => character is not (' ' or '\t' or '\r' or '\n')));
            Assert.Equal(stretches.Count(), records.Count);
            Assert.All(records, record => Assert.True(record.Entry.Document is null != record.Entry.Defect is null));
        });

    [GeneratedRegex(@"(?<=^|\n)[ \t\r]*\n")]
    private static partial Regex BlankLines();
}

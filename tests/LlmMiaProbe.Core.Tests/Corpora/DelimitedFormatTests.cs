using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class DelimitedFormatTests : IDisposable
{
    private static readonly string[] LineEndings = ["\r\n", "\n", "\r"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_columns_are_read_and_others_are_kept()
    {
        var entries = Read("c.csv", "year,id,text,label,group\r\n1851,a,\"Call me \"\"I\"\",\r\nsaid he\",member,moby\r\n\r\n,,  b ,0,\r\n");
        var (first, second) = (entries[0].Document, entries[1].Document);
        Assert.Equal(2, entries.Count);
        Assert.Equal(("a", "Call me \"I\",\r\nsaid he", Membership.Member, "moby", """{"year":"1851"}"""), (first?.Id, first?.Text, first?.Label, first?.Group, first?.Fields));
        Assert.Equal(("c.csv:5", "  b ", Membership.NonMember, null, """{"year":""}"""), (second?.Id, second?.Text, second?.Label, second?.Group, second?.Fields));
        Assert.EndsWith("c.csv:5", second?.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void Tabs_separate_tsv() => Assert.Equal("a, b", Read("c.tsv", "id\ttext\n1\ta, b\n")[0].Document?.Text);

    [Theory]
    [InlineData("c.csv", "id;body\n1;a\n", "found 'id', 'body'; expected a header with text and, if wanted, id, label and group, separated by semicolons")]
    [InlineData("c.csv", "Text,id\na,1\n", "found 'Text', 'id'")]
    [InlineData("c.csv", "text,x,x\n", "'x' more than once")]
    [InlineData("c.csv", "", "is empty")]
    [InlineData("c.csv", "\n\n", "is empty")]
    [InlineData("c.csv", "\"text", "quotes are misplaced")]
    [InlineData("c.tsv", "id\tbody\n", "separated by tabs")]
    public void A_header_without_what_is_needed_is_refused_before_reading(string name, string content, string reason)
    {
        var path = folder.Write(name, content);
        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,1,member", "3 fields; expected 2")]
    [InlineData("a", "1 fields; expected 2")]
    [InlineData("a,maybe", "the label is 'maybe'")]
    [InlineData("5\" pipe,member", "quotes are misplaced")]
    [InlineData("\"a\" b,member", "quotes are misplaced")]
    public void A_record_that_cannot_be_read_is_a_defect_where_it_starts(string record, string reason)
    {
        var entries = Read("c.csv", $"text,label\n\"x\ny\",1\n{record}\nlast,0");
        Assert.Equal(["x\ny", null, "last"], entries.Select(entry => entry.Document?.Text));
        Assert.Equal(4, entries[1].Defect?.Line);
        Assert.Contains(reason, entries[1].Defect?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"open,1\nmore,0\n")]
    [InlineData("\"open\"\"\n")]
    [InlineData("\"open\"\"")]
    [InlineData("\"")]
    public void A_quote_that_is_never_closed_is_a_defect_where_it_opens(string rest)
    {
        var entries = Read("c.csv", "text,label\na,1\n" + rest);
        Assert.Equal(2, entries.Count);
        Assert.Equal(3, entries[1].Defect?.Line);
        Assert.Contains("quotes", entries[1].Defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_millions_of_fields_ends_the_file_with_a_defect()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("wide.csv", "text,label\nhello,1\n" + new string(',', 5_000_000) + "\nhi,1\n");
        var entries = CorpusReader.Read([new CorpusSource(path) { Delimiter = ',' }]).ToList();
        Assert.Equal("hello", entries[0].Document?.Text);
        Assert.Contains("more than 4,000,000 delimiters, so the rest of the file is left out", Assert.Single(entries.Skip(1)).Defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_beyond_the_limit_ends_the_file_with_a_defect()
    {
        var path = folder.Write("c.csv", "text\na\n\"0123456789 0123456789\"\nb\n");
        var records = new DelimitedFormat(maximumFieldLength: 15).Read(new CorpusFile(path, "c.csv")).ToList();
        Assert.Equal(["a", null], records.Select(record => record.Entry.Document?.Text));
        Assert.Equal(3, records[1].Line);
        Assert.Contains("rest of the file is left out", records[1].Entry.Defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_spoil_only_their_record()
    {
        var path = folder.Write("c.csv", [.. "text,id\na,1\n"u8, 0xFF, .. ",2\nb,3\n"u8]);
        var entries = CorpusReader.Read([new CorpusSource(path)]).ToList();
        Assert.Equal(["a", null, "b"], entries.Select(entry => entry.Document?.Text));
        Assert.Contains("UTF-8", entries[1].Defect?.Reason, StringComparison.Ordinal);
    }

    [Property]
    public Property Quoted_texts_are_read_back_exactly_with_the_lines_they_start_on() =>
        Prop.ForAll(CorpusGenerators.Text.ListOf().ToArbitrary(), texts => Assert.All([("c.csv", ','), ("c.tsv", '\t')], file =>
        {
            var (name, delimiter) = file;
            var written = new StringBuilder($"id{delimiter}text\r\n");
            var starts = new List<long>();
            foreach (var text in texts)
            {
                starts.Add(1 + LineBreaks(written.ToString()));
                written.Append(starts.Count).Append(delimiter).Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\"\r\n");
            }

            var path = folder.Write(name, written.ToString());
            var records = new DelimitedFormat().Read(new CorpusFile(path, name)).ToList();
            Assert.Equal(texts, records.Select(record => record.Entry.Document?.Text));
            Assert.Equal(starts, records.Select(record => record.Line));
        }));

    [Fact]
    public void Line_breaks_are_counted_right_wherever_the_buffers_end()
    {
        var written = new StringBuilder("text,id\r\n");
        for (var i = 0; i < 3000; i++)
        {
            written.Append('"').Append('x', i % 37).Append("\r\n\",").Append(i).Append("\r\n");
        }

        var entries = Read("c.csv", written.ToString());
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{folder.Path}/c.csv:{2 + (2 * i)}"), entries.Select(entry => entry.Document?.Origin));
    }

    [Property]
    public Property Every_line_of_arbitrary_bytes_without_quotes_is_a_document_a_defect_or_blank() =>
        Prop.ForAll(CorpusGenerators.Bytes.ToArbitrary(), content =>
        {
            byte[] unquoted = [.. content.Where(value => value != '"')];
            var records = ReadBelowHeader(unquoted);
            var filled = Lines(Encoding.UTF8.GetString(unquoted)).Select((line, index) => (line, Number: index + 2L));
            Assert.Equal(filled.Where(line => line.line.Any(character => !char.IsWhiteSpace(character))).Select(line => line.Number), records.Select(record => record.Line));
        });

    [Property]
    public Property Arbitrary_bytes_give_documents_and_defects_in_order() =>
        Prop.ForAll(CorpusGenerators.Bytes.ToArbitrary(), content =>
        {
            var lines = ReadBelowHeader(content).Select(record => record.Line).ToList();
            Assert.Equal(lines.Distinct().Order(), lines);
        });

    [Property]
    public Property Arbitrary_bytes_from_the_header_on_give_entries_or_the_documented_error() =>
        Prop.ForAll(CorpusGenerators.Bytes.ToArbitrary(), content =>
        {
            var path = folder.Write("c.csv", content);
            var error = Record.Exception(() => CorpusReader.Read([new CorpusSource(path)]).Count());
            Assert.True(error is null or ConfigurationException, error?.ToString());
        });

    private static int LineBreaks(string text) => Lines(text).Length - 1;

    private static string[] Lines(string text) => text.Split(LineEndings, StringSplitOptions.None);

    private List<CorpusRecord> ReadBelowHeader(byte[] content)
    {
        var path = folder.Write("c.csv", [.. "text,id\n"u8, .. content]);
        return [.. new DelimitedFormat().Read(new CorpusFile(path, "c.csv"))];
    }

    private List<CorpusEntry> Read(string name, string content) => [.. CorpusReader.Read([new CorpusSource(folder.Write(name, content))])];
}

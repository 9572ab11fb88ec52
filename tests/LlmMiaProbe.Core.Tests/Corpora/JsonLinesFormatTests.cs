using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class JsonLinesFormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_fields_are_read_and_others_are_kept_verbatim()
    {
        var document = Single("""{"extra": {"a" : [1, 2.50]}, "id": "x", "text": "T\u00e9\n", "label": "non-member", "group": "g", "m\u0061x": 1e3}""");
        Assert.Equal("x", document.Id);
        Assert.Equal("Té\n", document.Text);
        Assert.Equal(Membership.NonMember, document.Label);
        Assert.Equal("g", document.Group);
        Assert.Equal("""{"extra":{"a" : [1, 2.50]},"m\u0061x":1e3}""", document.Fields);
        Assert.EndsWith("c.jsonl:1", document.Origin, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"member\"", Membership.Member)]
    [InlineData("\"MEMBER\"", Membership.Member)]
    [InlineData("1", Membership.Member)]
    [InlineData("\"1\"", Membership.Member)]
    [InlineData("true", Membership.Member)]
    [InlineData("0", Membership.NonMember)]
    [InlineData("false", Membership.NonMember)]
    [InlineData("\"False\"", Membership.NonMember)]
    [InlineData("\"unknown\"", Membership.Unknown)]
    [InlineData("null", Membership.Unknown)]
    public void Labels_are_read_in_each_spelling(string json, Membership expected) =>
        Assert.Equal(expected, Single($$"""{"text": "a", "label": {{json}}}""").Label);

    [Theory]
    [InlineData("7", "7")]
    [InlineData("-1.50", "-1.50")]
    [InlineData("\"ü\"", "ü")]
    [InlineData("null", "c.jsonl:1")]
    [InlineData("\"\"", "c.jsonl:1")]
    public void Ids_are_strings_or_numbers_and_otherwise_the_place(string json, string expected) =>
        Assert.Equal(expected, Single($$"""{"text": "a", "id": {{json}}}""").Id);

    [Fact]
    public void Of_repeated_fields_the_last_counts()
    {
        var document = Single("""{"text": 1, "x": 1, "label": "bad", "text": "b", "label": "member", "\u0078": 2}""");
        Assert.Equal(("b", Membership.Member, """{"\u0078":2}"""), (document.Text, document.Label, document.Fields));
    }

    [Fact]
    public void A_given_label_overrides_even_labels_that_cannot_be_read() =>
        Assert.Equal(Membership.Member, Single("""{"text": "a", "label": "positive"}""", Membership.Member).Label);

    [Theory]
    [InlineData("{\"text\": \"a\"", "not valid JSON from byte")]
    [InlineData("{\"text\": \"a\"} x", "not valid JSON from byte 15")]
    [InlineData("{\"text\": \"a\"}{}", "not valid JSON")]
    [InlineData("[\"a\"]", "no object")]
    [InlineData("null", "no object")]
    [InlineData("{}", "no field \"text\"")]
    [InlineData("{\"Text\": \"a\"}", "no field \"text\"")]
    [InlineData("{\"text\": null}", "no string")]
    [InlineData("{\"text\": [\"a\"]}", "no string")]
    [InlineData("{\"text\": \"a\", \"label\": \"mamber\"}", "the label is 'mamber'; expected member")]
    [InlineData("{\"text\": \"a\", \"label\": 2}", "the label is '2'")]
    [InlineData("{\"text\": \"a\", \"label\": {}}", "the label is 'a list or object'")]
    [InlineData("{\"text\": \"a\", \"id\": true}", "\"id\" is neither")]
    [InlineData("{\"text\": \"a\", \"group\": []}", "\"group\" is neither")]
    [InlineData("{\"text\": \"\\ud800\"}", "surrogate")]
    [InlineData("{\"text\": \"\\ude00\\ud83d\"}", "surrogate")]
    [InlineData("{\"text\": \"\\ud83d\", \"x\": \"\\ude00\"}", "surrogate")]
    [InlineData("{\"text\": \"a\", \"\\udfff\": 1}", "surrogate")]
    [InlineData("{\"text\": \"a\", \"x\": [{\"y\": \"\\ud800\"}]}", "surrogate")]
    [InlineData("\\", "not valid JSON")]
    public void What_cannot_be_read_is_a_defect_that_says_what_was_expected(string line, string reason)
    {
        var path = folder.Write("c.jsonl", $$"""{"text": "before"}{{"\r\n"}}{{line}}{{"\n\n"}}{"text": "after"}""");
        var entries = CorpusReader.Read([new CorpusSource(path)]).ToList();
        Assert.Equal(["before", null, "after"], entries.Select(entry => entry.Document?.Text));
        var defect = Assert.IsType<CorpusDefect>(entries[1].Defect);
        Assert.Equal((path, 2), (defect.File, defect.Line));
        Assert.Contains(reason, defect.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Escaped_backslashes_are_no_surrogates() =>
        Assert.Equal("\\ud800 😀", Single("""{"text": "\\ud800 \ud83d\ude00"}""").Text);

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    public void Bytes_that_are_not_utf8_are_a_defect(byte[] broken)
    {
        var path = folder.Write("c.jsonl", [.. "{\"text\": \""u8, .. broken, .. "\"}\n{\"text\": \"b\"}"u8]);
        var entries = CorpusReader.Read([new CorpusSource(path)]).ToList();
        Assert.Contains("UTF-8", entries[0].Defect?.Reason, StringComparison.Ordinal);
        Assert.Equal("b", entries[1].Document?.Text);
    }

    [Fact]
    public void A_line_beyond_the_limit_is_a_defect()
    {
        var path = folder.Write("c.jsonl", "{\"text\": \"0123456789\"}\n{\"text\": \"a\"}\n");
        var records = new JsonLinesFormat(maximumLineBytes: 15).Read(new CorpusFile(path, "c.jsonl")).ToList();
        Assert.Contains("longer than", records[0].Entry.Defect?.Reason, StringComparison.Ordinal);
        Assert.Equal("a", records[1].Entry.Document?.Text);
    }

    [Property]
    public Property Whatever_the_serializer_wrote_is_read_back_exactly() =>
        Prop.ForAll(CorpusGenerators.Text.ListOf().ToArbitrary(), texts =>
        {
            var lines = texts.Select((text, index) => JsonSerializer.Serialize(new { id = index, text, group = "g" + text }));
            var path = folder.Write("c.jsonl", string.Join('\n', lines));
            var documents = CorpusReader.Read([new CorpusSource(path)]).Select(entry => entry.Document).ToList();
            Assert.Equal(texts, documents.Select(document => document?.Text));
            Assert.Equal(texts.Select(text => "g" + text), documents.Select(document => document?.Group));
        });

    [Property]
    public Property Every_line_of_arbitrary_bytes_is_a_document_a_defect_or_blank() =>
        Prop.ForAll(CorpusGenerators.Bytes.ToArbitrary(), content =>
        {
            var path = folder.Write("c.jsonl", [.. Encoding.UTF8.Preamble, .. content]);
            var filled = Encoding.Latin1.GetString(content).Split('\n')
                .Select((line, index) => (line, Number: index + 1L))
                .Where(line => line.line.Any(character => character is not (' ' or '\t' or '\r')))
                .Select(line => line.Number);
            var records = new JsonLinesFormat().Read(new CorpusFile(path, "c.jsonl")).ToList();
            Assert.Equal(filled, records.Select(record => record.Line));
            Assert.All(records, record => Assert.True(record.Entry.Document is null != record.Entry.Defect is null));
        });

    private Document Single(string line, Membership? label = null)
    {
        var entry = Assert.Single(CorpusReader.Read([new CorpusSource(folder.Write("c.jsonl", line), label)]));
        return Assert.IsType<Document>(entry.Document);
    }
}

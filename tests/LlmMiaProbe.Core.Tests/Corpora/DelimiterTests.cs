using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

/// <summary>Tables as Python's csv module and spreadsheets write them.</summary>
public sealed class DelimiterTests : IDisposable
{
    private static readonly string[] s_texts = ["Said \"no\" and left; nobody minded.", "two\r\nlines, one text", "tab\there | bar", "Ünïcödé, 漢字 🙂"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("commas.csv", "a table separated by commas")]
    [InlineData("semicolons.csv", "a table separated by semicolons")]
    [InlineData("all-quoted.csv", "a table separated by semicolons")]
    [InlineData("announced.csv", "a table separated by semicolons")]
    [InlineData("bars.csv", "a table separated by bars (|)")]
    [InlineData("tabs.tsv", "a table separated by tabs")]
    [InlineData("utf-16.csv", "a table separated by commas, in UTF-16")]
    [InlineData("utf-16-be.tsv", "a table separated by tabs, in UTF-16")]
    [InlineData("utf-8-mark.csv", "a table separated by commas")]
    public void The_delimiter_is_recognised(string name, string words)
    {
        var told = new List<string>();
        var path = ForeignFile.PathOf(name);
        var documents = CorpusReader.Read([new CorpusSource(path)], told.Add).Select(entry => entry.Document).ToList();
        Assert.Equal(s_texts, documents.Select(document => document?.Text));
        Assert.Equal([Membership.NonMember, Membership.Member, Membership.NonMember, Membership.Member], documents.Select(document => document?.Label));
        Assert.Equal($"{Path.GetFileName(path)}: {words}", told[0]);
    }

    [Fact]
    public void Windows_1252_spoils_its_records_and_the_command_is_given()
    {
        var path = ForeignFile.PathOf("windows-1252.csv");
        var entries = CorpusReader.Read([new CorpusSource(path)]).ToList();
        Assert.Equal([null, "plain"], entries.Select(entry => entry.Document?.Text));
        Assert.EndsWith(
            $"if it was saved as Windows-1252 or Latin-1: iconv -f WINDOWS-1252 -t UTF-8 {path} > {Path.ChangeExtension(path, null)}-utf8.csv",
            entries[0].Defect?.Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x;y,z\na;b,1\nc;d,2\n", "commas or by semicolons")]
    [InlineData("x,y|z\na,1|x\n", "commas or by bars (|)")]
    public void Where_several_delimiters_fit_the_user_is_asked(string content, string which)
    {
        var path = folder.Write("a.csv", content);
        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
        Assert.StartsWith($"{path} could be separated by {which}: say which with --delimiter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_user_says_goes_before_what_is_recognised()
    {
        var path = folder.Write("a.csv", "id#text\n1#a, b\n2#c; d\n");
        Assert.Equal(["a, b", "c; d"], CorpusReader.Read([new CorpusSource(path) { Delimiter = '#' }]).Select(entry => entry.Document?.Text));
    }

    [Fact]
    public void Commas_in_the_texts_alone_do_not_mislead()
    {
        var path = folder.Write("a.csv", "id;text\n1;one, two\n2;three, four\n3;five, six\n");
        Assert.Equal(["one, two", "three, four", "five, six"], CorpusReader.Read([new CorpusSource(path)]).Select(entry => entry.Document?.Text));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_utf16_spoils_its_record_alone()
    {
        byte[] content = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("id,text\r\n1,a"), 0x00, 0xD8, .. Encoding.Unicode.GetBytes("\r\n2,b\r\n")];
        var entries = CorpusReader.Read([new CorpusSource(folder.Write("a.csv", content))]).ToList();
        Assert.Equal([null, "b"], entries.Select(entry => entry.Document?.Text));
        Assert.Contains("UTF-8", entries[0].Defect?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 4)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    public void Wide_text_is_read_wherever_the_blocks_end(bool isBigEndian, int unitBytes)
    {
        Encoding encoding = unitBytes == 4 ? new UTF32Encoding(isBigEndian, byteOrderMark: true) : new UnicodeEncoding(isBigEndian, byteOrderMark: true);
        var texts = Enumerable.Range(0, 4000).Select(i => new string('ä', i % 7) + "🙂" + new string('漢', i % 5)).ToList();
        var path = folder.Write("a.jsonl", [.. encoding.GetPreamble(), .. encoding.GetBytes(string.Concat(texts.Select(text => $"{{\"text\":\"{text}\"}}\n")))]);
        Assert.Equal(texts, CorpusReader.Read([new CorpusSource(path)]).Select(entry => entry.Document?.Text));
    }
}

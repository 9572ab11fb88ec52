using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class RecordFieldTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("body", """{"body": "t", "x": 1}""", """{"x":1}""")]
    [InlineData("/body", """{"body": "t", "x": 1}""", """{"x":1}""")]
    [InlineData("meta.body", """{"meta": {"body": "t", "x": 1}}""", """{"meta":{"body": null, "x": 1}}""")]
    [InlineData("/meta/body", """{"meta": {"x": 1, "body": "t"}}""", """{"meta":{"x": 1, "body": null}}""")]
    [InlineData("meta.body", """{"meta.body": "t", "meta": {"body": "u"}}""", """{"meta":{"body": "u"}}""")]
    [InlineData("meta.body.raw", """{"meta": {"body.raw": "t", "body": {"raw": "u"}}}""", """{"meta":{"body.raw": null, "body": {"raw": "u"}}}""")]
    [InlineData("/a~1b", """{"a/b": "t"}""", null)]
    [InlineData("/a~0b/0", """{"a~b": ["t", "u"]}""", """{"a~b":[null, "u"]}""")]
    [InlineData("/a~01", """{"a~1": "t"}""", null)]
    [InlineData("/", """{"": "t"}""", null)]
    [InlineData("/body", """{"/body": "t", "body": "u"}""", """{"body":"u"}""")]
    [InlineData("a.1.b", """{"a": [{"b": "u"}, {"b": "t"}]}""", """{"a":[{"b": "u"}, {"b": null}]}""")]
    [InlineData("a.b", """{"a": {"b": "u", "b": "t"}}""", """{"a":{"b": "u", "b": null}}""")]
    [InlineData("größe.b", """{"gr\u00f6\u00dfe": {"b": "t"}}""", """{"gr\u00f6\u00dfe":{"b": null}}""")]
    [InlineData("completion", """{"prompt": "p", "completion": "t"}""", """{"prompt":"p"}""")]
    [InlineData("other", """{"text": "u", "other": "t"}""", """{"text":"u"}""")]
    public void A_text_is_found_by_name_path_or_pointer(string path, string line, string? fields)
    {
        var document = Assert.Single(Read([line], new CorpusFields(Text: path))).Document;
        Assert.Equal(("t", fields), (document?.Text, document?.Fields));
    }

    [Theory]
    [InlineData("/a/01", """{"a": ["t", "u"]}""")]
    [InlineData("/a/-1", """{"a": ["t", "u"]}""")]
    [InlineData("/a/99999999999999999999", """{"a": ["t", "u"]}""")]
    [InlineData("a.b", """{"a": "t"}""")]
    [InlineData("a.b.", """{"a": {"b": "t"}}""")]
    [InlineData("..", """{"a": "t"}""")]
    [InlineData("Body", """{"body": "t"}""")]
    public void A_path_that_no_record_has_is_refused_with_the_fields_of_the_first(string path, string line)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read([line, line], new CorpusFields(Text: path)));
        Assert.StartsWith($"--text-field {path}: no record of ", error.Message, StringComparison.Ordinal);
        Assert.Contains("the first has '", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a~2")]
    [InlineData("/a~")]
    public void A_path_that_names_nothing_is_refused_before_reading(string path) =>
        Assert.Contains("--label-field", Assert.Throws<ConfigurationException>(() => Read(["{}"], new CorpusFields(Label: path))).Message, StringComparison.Ordinal);

    [Fact]
    public void Label_id_and_group_are_found_by_paths_and_a_record_may_lack_them()
    {
        var fields = new CorpusFields(Label: "meta.seen", Id: "/meta/key", Group: "author");
        var documents = Read(
            [
                """{"text": "a", "id": "own", "label": "odd", "group": 1}""",
                """{"text": "b", "meta": {"seen": false, "key": 18446744073709551616}, "author": "x"}""",
            ],
            fields).Select(entry => entry.Document).ToList();
        Assert.Equal(("c.jsonl:1", Membership.Unknown, null, """{"id":"own","label":"odd","group":1}"""), Facts(documents[0]));
        Assert.Equal(
            ("18446744073709551616", Membership.NonMember, "x", """{"meta":{"seen": false, "key": 18446744073709551616}}"""), Facts(documents[1]));
    }

    [Fact]
    public void None_leaves_label_id_and_group_alone()
    {
        var document = Assert.Single(Read(["""{"text": "a", "id": "x", "label": "positive", "group": {}}"""], new CorpusFields(null, "none", "none", "none"))).Document;
        Assert.Equal(("c.jsonl:1", Membership.Unknown, null, """{"id":"x","label":"positive","group":{}}"""), Facts(document));
    }

    [Fact]
    public void A_named_field_may_be_a_list_of_turns_and_stays_of_one_kind()
    {
        var entries = Read(
            [
                """{"dialogue": {"turns": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}, "text": "t"}""",
                """{"dialogue": {"turns": "a text"}}""",
                """{"dialogue": {"turns": 7}}""",
                """{"text": "u"}""",
            ],
            new CorpusFields(Text: "dialogue.turns"));
        Assert.Equal(2, entries[0].Document?.Conversation?.Turns.Count);
        Assert.Equal("""{"dialogue":{"turns": null},"text":"t"}""", entries[0].Document?.Fields);
        Assert.Contains("is a text, and of the records before a list", entries[1].Defect?.Reason, StringComparison.Ordinal);
        Assert.Contains("is no string", entries[2].Defect?.Reason, StringComparison.Ordinal);
        Assert.Contains("no field 'dialogue.turns' (--text-field); it has 'text'", entries[3].Defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_one_of_two_files_has_is_no_mistake()
    {
        var (first, second) = (folder.Write("a.jsonl", """{"text": "a"}"""), folder.Write("b.jsonl", """{"text": "b", "is_member": true}"""));
        var fields = new CorpusFields(Label: "is_member");
        var entries = CorpusReader.Read([new CorpusSource(first) { Fields = fields }, new CorpusSource(second) { Fields = fields }]).ToList();
        Assert.Equal([Membership.Unknown, Membership.Member], entries.Select(entry => entry.Document?.Label));
    }

    [Fact]
    public void Columns_of_tables_are_named_in_the_same_way()
    {
        var path = folder.Write("c.csv", "key,body,is.member,author\n1,a,True,x\n2,b,False,\n3,c,,\n");
        var documents = CorpusReader.Read([new CorpusSource(path) { Fields = new CorpusFields("body", "is.member", "key", "author") }])
            .Select(entry => entry.Document).ToList();
        Assert.Equal(["a", "b", "c"], documents.Select(document => document?.Text));
        Assert.Equal([("1", Membership.Member, "x", null), ("2", Membership.NonMember, null, null), ("3", Membership.Unknown, null, null)], documents.Select(Facts));
    }

    private List<CorpusEntry> Read(IReadOnlyList<string> lines, CorpusFields fields) =>
        [.. CorpusReader.Read([new CorpusSource(folder.Write("c.jsonl", string.Join('\n', lines))) { Fields = fields }])];

    private static (string? Id, Membership? Label, string? Group, string? Fields) Facts(Document? document) =>
        (document?.Id, document?.Label, document?.Group, document?.Fields);
}

using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class PublishedRecordTests : IDisposable
{
    private static readonly string[] s_names =
    [
        "text", "id", "label", "group", "messages", "conversations", "prompt", "completion", "instruction", "input", "output", "response", "question", "answer",
        "member", "nonmember", "snippet", "book_id", "system", "role", "from", "content", "value", "weight", "tool_calls", "Example_A", "Example_B", "Example_C",
        "Example_D", "Answer", "Label", "meta", "pile_set_name", "type",
    ];

    private readonly TemporaryFolder folder = new();
    private readonly List<string> told = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WikiMia_has_its_text_in_input()
    {
        var documents = Documents("""{"input": "a", "label": 1}""", """{"input": "b", "label": 0}""");
        Assert.Equal([("a", Membership.Member), ("b", Membership.NonMember)], documents.Select(document => (document.Text, document.Label)));
        Assert.Equal(["c.jsonl: WikiMIA (text in 'input', label in 'label': 1 is member)"], told.Skip(1));
    }

    [Fact]
    public void BookMia_groups_snippets_by_book()
    {
        var documents = Documents(
            """{"book_id": "b1", "book": "A book", "snippet_id": 0, "snippet": "a\u0000", "label": 0}""",
            """{"book_id": "b1", "book": "A book", "snippet_id": 1, "snippet": "b", "label": 1}""");
        Assert.Equal([("a\0", "b1"), ("b", "b1")], documents.Select(document => (document.Text, document.Group)));
        Assert.Equal("""{"book":"A book","snippet_id":0}""", documents[0].Fields);
        Assert.Equal(["c.jsonl: BookMIA (text in 'snippet', label in 'label': 1 is member, group in 'book_id')"], told.Skip(1));
    }

    [Fact]
    public void Mimir_makes_two_documents_of_a_record()
    {
        var documents = Documents(
            """{"member": "a", "nonmember": "b", "member_neighbors": ["x"], "nonmember_neighbors": ["y"]}""",
            """{"id": "n", "member": ["c", "d"], "nonmember": ["e"], "source": "s"}""");
        Assert.Equal(
            [
                ("c.jsonl:1#member", "a", Membership.Member, null), ("c.jsonl:1#nonmember", "b", Membership.NonMember, null),
                ("n#member1", "c", Membership.Member, """{"source":"s"}"""), ("n#member2", "d", Membership.Member, """{"source":"s"}"""),
                ("n#nonmember1", "e", Membership.NonMember, """{"source":"s"}"""),
            ],
            documents.Select(document => (document.Id, document.Text, document.Label, document.Fields)));
        Assert.StartsWith("c.jsonl: MIMIR (", Assert.Single(told.Skip(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Mimir_under_one_label_is_a_contradiction()
    {
        var path = folder.Write("c.jsonl", """{"member": "a", "nonmember": "b"}""");
        Assert.Contains("holds a member and a non-member", CorpusReader.Read([new CorpusSource(path, Membership.Member)]).Single().Defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_strings_are_texts()
    {
        var documents = Documents("\"a\"", " \"b\\n\" ");
        Assert.Equal(["a", "b\n"], documents.Select(document => document.Text));
        Assert.Equal(["c.jsonl: texts (each record is a JSON string, its text)"], told.Skip(1));
    }

    [Fact]
    public void The_pile_keeps_its_set_as_a_field_and_makes_no_group_of_it()
    {
        var document = Documents("""{"text": "a", "meta": {"pile_set_name": "Github"}}""")[0];
        Assert.Equal((null, """{"meta":{"pile_set_name": "Github"}}"""), (document.Group, document.Fields));
        Assert.Equal(["c.jsonl: the Pile (text in 'text', 'meta' kept and no group made of it)"], told.Skip(1));
    }

    [Fact]
    public void Patent_records_have_text_and_label()
    {
        Documents("""{"text": "一种装置", "label": 1}""");
        Assert.Equal(["c.jsonl: texts (text in 'text', label in 'label': 1 is member)"], told.Skip(1));
    }

    [Fact]
    public void Multiple_choice_is_the_right_passage_with_its_paraphrases_beside_it()
    {
        var documents = Documents(
            """{"ID": "A paper", "Example_A": "p1", "Example_B": "right", "Example_C": "p2", "Example_D": "p3", "Answer": "B", "Label": 1}""",
            """{"ID": "A paper", "Example_A": "right2", "Example_B": "p1", "Example_C": "p2", "Example_D": "p3", "Answer": "A", "Label": 0}""");
        Assert.Equal(
            [("right", "A paper", Membership.Member), ("right2", "A paper", Membership.NonMember)],
            documents.Select(document => (document.Text, document.Group, document.Label)));
        Assert.Equal(["p1", "p2", "p3"], ChoiceFields.ParaphrasesIn(documents[0].Fields));
        Assert.Empty(ChoiceFields.ParaphrasesIn("""{"Example_A": "x", "Answer": "B"}"""));
        Assert.Contains("multiple choice as in arXivTection", Assert.Single(told.Skip(1)), StringComparison.Ordinal);
        Assert.Contains("the answer is 'E'", Entries("""{"Example_A": "1", "Example_B": "2", "Example_C": "3", "Example_D": "4", "Answer": "E"}""")[0].Defect?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A", 3)]
    [InlineData(" a ", 3)]
    [InlineData("B", 0)]
    [InlineData("D", 0)]
    [InlineData("E", 0)]
    public void The_others_are_paraphrases_of_the_answer_alone(string answer, int paraphrases)
    {
        var path = folder.Write(
            "c.jsonl", $"{{\"Example_A\": \"1\", \"Example_B\": \"2\", \"Example_C\": \"3\", \"Example_D\": \"4\", \"Answer\": \"{answer}\"}}");
        var document = CorpusReader.Read([new CorpusSource(path) { Fields = new CorpusFields { Text = "Example_A" } }]).Single().Document;
        Assert.Equal(("1", paraphrases), (document?.Text, ChoiceFields.ParaphrasesIn(document?.Fields).Count));
    }

    [Fact]
    public void Multiple_choice_is_read_from_tables_as_published()
    {
        var path = folder.Write("c.csv", "Paper_Name,Example_A,Example_B,Example_C,Example_D,Answer,Label\nP,a,b,c,d,C,0\n");
        var document = CorpusReader.Read([new CorpusSource(path)]).Single().Document;
        Assert.Equal(("c", "P", Membership.NonMember), (document?.Text, document?.Group, document?.Label));
    }

    [Theory]
    [InlineData("1", Membership.Member)]
    [InlineData("1.0", Membership.Member)]
    [InlineData("\"1\"", Membership.Member)]
    [InlineData("\"1.00\"", Membership.Member)]
    [InlineData("true", Membership.Member)]
    [InlineData("\"True\"", Membership.Member)]
    [InlineData("\" member \"", Membership.Member)]
    [InlineData("\"members\"", Membership.Member)]
    [InlineData("\"train\"", Membership.Member)]
    [InlineData("\"Training\"", Membership.Member)]
    [InlineData("\"seen\"", Membership.Member)]
    [InlineData("0", Membership.NonMember)]
    [InlineData("0.0", Membership.NonMember)]
    [InlineData("\"0\"", Membership.NonMember)]
    [InlineData("false", Membership.NonMember)]
    [InlineData("\"nonmember\"", Membership.NonMember)]
    [InlineData("\"Non-Member\"", Membership.NonMember)]
    [InlineData("\"non_member\"", Membership.NonMember)]
    [InlineData("\"non member\"", Membership.NonMember)]
    [InlineData("\"test\"", Membership.NonMember)]
    [InlineData("\"held-out\"", Membership.NonMember)]
    [InlineData("\"heldout\"", Membership.NonMember)]
    [InlineData("\"holdout\"", Membership.NonMember)]
    [InlineData("\"unseen\"", Membership.NonMember)]
    [InlineData("\"unknown\"", Membership.Unknown)]
    [InlineData("\"\"", Membership.Unknown)]
    [InlineData("\"  \"", Membership.Unknown)]
    [InlineData("null", Membership.Unknown)]
    [InlineData("2", null)]
    [InlineData("-1", null)]
    [InlineData("0.5", null)]
    [InlineData("1e0", null)]
    [InlineData("10", null)]
    [InlineData("1.0000000000000000000001", null)]
    [InlineData("\"yes?\"", null)]
    [InlineData("\"maybe\"", null)]
    [InlineData("\"yes\"", null)]
    [InlineData("\"validation\"", null)]
    [InlineData("\"dev\"", null)]
    [InlineData("\"positive\"", null)]
    [InlineData("\"null\"", null)]
    [InlineData("{\"a\": 1}", null)]
    [InlineData("[1]", null)]
    [InlineData("[]", null)]
    public void A_label_is_understood_or_the_record_is_a_defect_that_names_the_remedy(string json, Membership? expected)
    {
        var entry = Assert.Single(Entries($$"""{"text": "a", "label": {{json}}}"""));
        Assert.Equal(expected, entry.Document?.Label);
        if (expected is null)
        {
            Assert.StartsWith("the label is '", entry.Defect?.Reason, StringComparison.Ordinal);
            Assert.Contains("--label-field none", entry.Defect?.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("is_member", "true")]
    [InlineData("membership", "\"member\"")]
    [InlineData("split", "\"train\"")]
    [InlineData("Label", "1")]
    public void What_looks_like_a_label_is_named_and_not_read(string name, string value)
    {
        Assert.Equal(Membership.Unknown, Documents($$"""{"text": "a", "{{name}}": {{value}}}""")[0].Label);
        Assert.Contains($"c.jsonl: '{name}' looks like a label and is not read; --label-field {name} reads it", told);
    }

    [Theory]
    [InlineData("""{"text": "a", "messages": [{"role": "assistant", "content": "b"}]}""", "c.jsonl: the conversation (turns in 'messages') is not read, because the records have a text; --text-field messages reads it instead")]
    [InlineData("""{"text": "a", "instruction": "i", "output": "o"}""", "c.jsonl: the conversation (user in 'instruction' and 'input' or 'context', assistant in 'output') is not read, because the records have a text; records without a field 'text' are read as it")]
    public void A_conversation_beside_a_text_is_said_not_to_be_read(string line, string note)
    {
        Assert.Equal(("a", null), Documents(line).Select(document => (document.Text, document.Conversation)).Single());
        Assert.Contains(note, told);
    }

    [Fact]
    public void Lists_of_MIMIR_in_a_table_are_read_as_lists_and_refused_where_they_are_none_in_JSON()
    {
        var table = folder.Write("m.csv", "member,nonmember\n\"[\"\"a\"\", \"\"b\"\"]\",\"[\"\"c\"\"]\"\n\"['a', 'b']\",c\nd,[e\n");
        var entries = CorpusReader.Read([new CorpusSource(table)]).ToList();
        Assert.Equal(
            [("a", Membership.Member), ("b", Membership.Member), ("c", Membership.NonMember), ("d", Membership.Member), ("[e", Membership.NonMember)],
            entries.Select(entry => entry.Document).OfType<Document>().Select(document => (document.Text, document.Label)));
        var defect = Assert.Single(entries, entry => entry.Defect is not null).Defect;
        Assert.Equal(3, defect?.Line);
        Assert.Contains("the field 'member' looks like a list and is none in JSON", defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_comes_late_is_told_when_it_comes_and_nothing_is_told_twice()
    {
        Documents("""{"text": "a"}""", """{"text": "b", "label": "test"}""", """{"text": "c", "label": "train"}""");
        Assert.Equal(["c.jsonl: texts (text in 'text')", "c.jsonl: label in 'label': train is member"], told.Skip(1));
    }

    [Fact]
    public void Labels_beside_a_label_of_the_whole_file_are_said_not_to_be_read()
    {
        var path = folder.Write("c.jsonl", """{"text": "a", "label": 1}""");
        Assert.Equal(Membership.NonMember, CorpusReader.Read([new CorpusSource(path, Membership.NonMember)], told.Add).Single().Document?.Label);
        Assert.Equal(["c.jsonl: texts (text in 'text', 'label' not read: each is nonmember as you say)"], told.Skip(1));
    }

    [Fact]
    public void Deep_nesting_is_a_defect_and_no_crash()
    {
        var deep = new string('[', 5000) + new string(']', 5000);
        foreach (var line in new[] { $$"""{"text": {{deep}}}""", $$"""{"messages": {{deep}}}""", $$"""{"messages": "[{\"role\": {{deep}}}]"}""" })
        {
            Assert.NotNull(Assert.Single(Entries(line)).Defect);
        }
    }

    [Property(MaxTest = 400)]
    public Property Any_object_of_known_names_is_documents_or_one_defect() =>
        Prop.ForAll(Values(3).Where(value => value.StartsWith('{')).ListOf(3).ToArbitrary(), lines =>
        {
            foreach (var fields in new CorpusFields?[] { null, new("messages", "Label", "meta.id", "none"), new("/meta/text") })
            {
                var file = new CorpusFile("c.jsonl", "c.jsonl") { Reading = new RecordReading(fields) };
                var parser = new RecordParser(file);
                foreach (var (line, number) in lines.Select((line, number) => (line, number + 1)))
                {
                    var records = parser.Parse(Encoding.UTF8.GetBytes(line), number);
                    Assert.All(records, record => Assert.True(record.Entry.Document is null != record.Entry.Defect is null));
                    Assert.True(records.All(record => record.Entry.Defect is null) || records.Count == 1);
                    foreach (var document in records.Select(record => record.Entry.Document).OfType<Document>())
                    {
                        Assert.Equal(document.Conversation?.PlainText ?? document.Text, document.Text);
                        Assert.True(document.Conversation is not { } conversation || conversation.Turns.Any(turn => turn.IsLearned && turn.Content.Length > 0));
                        using var kept = document.Fields is { } json ? JsonDocument.Parse(json) : null;
                    }
                }
            }
        });

    private static Gen<string> Values(int depth)
    {
        var leaf = Gen.Elements("null", "true", "0", "1", "1.0", "18446744073709551616", "\"\"", "\"a\"", "\"assistant\"", "\"text\"", "\"A\"", "\"\\u0000\"", "\"[{\\\"role\\\"\"", "[]", "{}");
        return depth == 0
            ? leaf
            : Gen.OneOf(
                leaf,
                Values(depth - 1).ListOf().Select(items => $"[{string.Join(',', items.Take(4))}]"),
                Gen.Zip(Gen.Elements(s_names), Values(depth - 1)).ListOf()
                    .Select(pairs => $"{{{string.Join(',', pairs.Take(7).Select(pair => $"\"{pair.Item1}\":{pair.Item2}"))}}}"));
    }

    private List<Document> Documents(params string[] lines) => [.. Entries(lines).Select(entry => Assert.IsType<Document>(entry.Document))];

    private List<CorpusEntry> Entries(params string[] lines) => [.. CorpusReader.Read([new CorpusSource(folder.Write("c.jsonl", string.Join('\n', lines)))], told.Add)];
}

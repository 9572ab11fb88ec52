using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

/// <summary>Records of JSON in arrays, in a field of an object, and one after another.</summary>
public sealed class JsonLayoutTests : IDisposable
{
    private const string Two = """{"id":"a","text":"one ] } \" \\"},{"id":"b","text":"two"}""";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("[" + Two + "]", "a JSON array")]
    [InlineData(" \n[\n" + Two + "\n]\n", "a JSON array")]
    [InlineData("{\"data\": [" + Two + "]}", "a JSON array in the field 'data'")]
    [InlineData("{\"version\": \"1.0\", \"n\": [1, 2],\n \"rows\": [" + Two + "], \"more\": {\"x\": [{}]}}\n", "a JSON array in the field 'rows'")]
    [InlineData("{\"id\":\"a\",\n\"text\":\"one ] } \\\" \\\\\"}\n{\"id\":\n\"b\",\"text\":\"two\"}", "JSON objects one after another")]
    [InlineData("{\"id\":\"a\",\"text\":\"one ] } \\\" \\\\\"}{\"id\":\"b\",\"text\":\"two\"}", "JSON objects one after another")]
    [InlineData("{\"id\":\"a\",\"text\":\"one ] } \\\" \\\\\"}\n{\"id\":\"b\",\"text\":\"two\"}\n", "JSON lines")]
    public void The_layout_is_recognised_whatever_the_name(string content, string words)
    {
        foreach (var name in new[] { "a.json", "a.jsonl", "a.txt", "a.csv", "a" })
        {
            var (told, path) = (new List<string>(), folder.Write(name, content));
            var documents = CorpusReader.Read([new CorpusSource(path)], told.Add).Select(entry => entry.Document).ToList();
            Assert.Equal([("a", "one ] } \" \\"), ("b", "two")], documents.Select(document => (document?.Id, document?.Text)));
            Assert.Equal($"{Path.GetFileName(path)}: {words}", told[0]);
        }
    }

    [Fact]
    public void Records_of_an_array_without_ids_are_numbered()
    {
        var path = folder.Write("a.json", "[{\"text\": \"x\"},\n{\"text\": 5},\n{\"text\": \"y\"}]");
        var entries = CorpusReader.Read([new CorpusSource(path)]).ToList();
        Assert.Equal(["a.json:1", null, "a.json:3"], entries.Select(entry => entry.Document?.Id));
        Assert.Equal(2, entries[1].Defect?.Line);
    }

    [Theory]
    [InlineData("[{\"text\": \"a\"}, {\"text\": \"b", "the JSON breaks off at byte 28 (the file ends inside a record); 1 records came before, and nothing after it is read")]
    [InlineData("[{\"text\": \"a\"} {\"text\": \"b\"}]", "the JSON breaks off at byte 16 (a comma or the end of the array is missing); 1 records came before, and nothing after it is read")]
    [InlineData("[{\"text\": \"a\"}", "the JSON breaks off at byte 15 (the file ends inside the array); 1 records came before, and nothing after it is read")]
    [InlineData("[{\"text\": \"a\"}] x", "the JSON breaks off at byte 17 (something follows the array); 1 records came before, and nothing after it is read")]
    [InlineData("[{\"text\": \"a\"},,]", "the JSON breaks off at byte 16 (a record is missing); 1 records came before, and nothing after it is read")]
    [InlineData("{\n\"text\": \"a\"\n}\n{\n\"text\": \"b\"\n", "the JSON breaks off at byte 31 (the file ends inside a record); 1 records came before, and nothing after it is read")]
    [InlineData("{\n\"text\": \"a\"\n}\nx\n", "the JSON breaks off at byte 17 (something stands there that is no object); 1 records came before, and nothing after it is read")]
    public void Where_it_breaks_off_one_defect_says_so(string content, string reason)
    {
        var path = folder.Write("a.json", content);
        var entries = CorpusReader.Read([new CorpusSource(path)]).ToList();
        Assert.Equal(["a", null], entries.Select(entry => entry.Document?.Text));
        Assert.Equal(reason, entries[1].Defect?.Reason);
    }

    [Theory]
    [InlineData("{\"id\":\"a\",\"text\":\"cut\n{\"id\":\"b\",\"text\":\"whole\"}\n")]
    [InlineData("{\"id\":\"a\",\"text\":\n{\"id\":\"b\",\"text\":\"whole\"}\n")]
    [InlineData("{\"id\":\"a\",\"text\":\"x\"} rubbish\n{\"id\":\"b\",\"text\":\"whole\"}\n")]
    [InlineData("rubbish\n{\"id\":\"b\",\"text\":\"whole\"}\n")]
    [InlineData("{\"id\":\"b\",\"text\":\"whole\"}\n[1]\n")]
    public void A_broken_line_makes_no_other_layout(string content)
    {
        var entries = CorpusReader.Read([new CorpusSource(folder.Write("a.jsonl", content))]).ToList();
        Assert.Equal("whole", Assert.Single(entries, entry => entry.Document is not null).Document?.Text);
        Assert.Single(entries, entry => entry.Defect is not null);
    }

    [Theory]
    [InlineData("""{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}""")]
    [InlineData("""{"input": "one", "label": 1, "spans": [{"text": "sp one", "label": 0}]}""")]
    [InlineData("""{"snippet": "one", "label": 1, "notes": [{"text": "no"}]}""")]
    [InlineData("""{"question": "q", "answer": "a", "sources": [{"text": "no"}]}""")]
    [InlineData("""{"text": "one", "entities": [{"start": 1}, {"start": 2}]}""")]
    public void A_record_that_holds_an_array_is_no_wrapper(string record)
    {
        var told = new List<string>();
        var path = folder.Write("a.jsonl", record);
        _ = CorpusReader.Read([new CorpusSource(path)], told.Add).ToList();
        Assert.Equal($"{Path.GetFileName(path)}: JSON lines", told[0]);
    }

    [Theory]
    [InlineData("[\"one\", \"two\"]", "holds a JSON array of strings; expected objects with a text (jq -c '.[] | {text: .}'")]
    [InlineData("{\"a\": [{\"x\": 1}], \"b c\": [{\"x\": 1}]}", "holds one JSON object with several arrays of objects ('a', 'b c'); expected the records of one (jq -c --arg field a")]
    public void Other_layouts_are_refused_with_the_command(string content, string sentence)
    {
        var path = folder.Write("a.json", content);
        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
        Assert.StartsWith($"{path} {sentence}", error.Message, StringComparison.Ordinal);
    }

    [Property]
    public Property Arrays_and_indented_records_of_any_texts_are_read_back_exactly() =>
        Prop.ForAll(CorpusGenerators.Text.ListOf().ToArbitrary(), texts =>
        {
            var records = texts.Select((text, index) => new { id = index.ToString(CultureInfo.InvariantCulture), text, more = new object[] { index, text } }).ToList();
            var array = JsonSerializer.Serialize(records);
            var indented = JsonSerializer.Serialize(records, s_indented);
            var objects = string.Join('\n', records.Select(record => JsonSerializer.Serialize(record, s_indented)));
            foreach (var content in new[] { array, indented, objects })
            {
                Assert.Equal(texts, CorpusReader.Read([new CorpusSource(folder.Write("a.json", content))]).Select(entry => entry.Document?.Text));
            }
        });

    [Fact]
    public void Values_are_found_wherever_the_blocks_end()
    {
        var texts = Enumerable.Range(0, 3000).Select(i => new string('x', i % 97) + "\\\"" + new string('\\', 2 * (i % 3))).ToList();
        var content = "[" + string.Join(",", texts.Select(text => $"{{\"text\":\"{text}\"}}")) + "]";
        var bytes = Encoding.UTF8.GetBytes(content);
        foreach (var step in new[] { 1, 7, 4096 })
        {
            using var stream = new CorpusBytes(new TricklingStream(bytes, step), "a");
            var scanner = new JsonScanner(stream);
            Assert.Equal('[', scanner.Peek());
            scanner.Skip();
            var found = new List<string>();
            while (scanner.Peek() == '{')
            {
                Assert.Equal(JsonExtent.Whole, scanner.Take());
                found.Add(Encoding.UTF8.GetString(scanner.Value));
                if (scanner.Peek() == ',')
                {
                    scanner.Skip();
                }
            }

            Assert.Equal(']', scanner.Peek());
            Assert.Equal(texts.Select(text => $"{{\"text\":\"{text}\"}}"), found);
        }
    }

    [Fact]
    public void A_record_beyond_the_limit_is_a_defect_and_the_next_is_read()
    {
        var path = folder.Write("a.json", $"[{{\"text\": \"{new string('x', 300_000)}\"}}, {{\"text\": \"b\"}}]");
        var records = new JsonFormat(new JsonLayout(JsonLayoutKind.Array), maximumRecordBytes: 200_000).Read(new CorpusFile(path, "a.json")).ToList();
        Assert.Contains("longer than", records[0].Entry.Defect?.Reason, StringComparison.Ordinal);
        Assert.Equal("b", records[1].Entry.Document?.Text);
    }

    [Fact]
    public void Deep_nesting_costs_nothing_but_its_record()
    {
        var path = folder.Write("a.json", $"[{{\"text\": {new string('[', 500_000)}}}, {{\"text\": \"b\"}}]");
        var entries = CorpusReader.Read([new CorpusSource(path)]).ToList();
        Assert.Contains("the file ends inside a record", Assert.Single(entries).Defect?.Reason, StringComparison.Ordinal);
        var balanced = folder.Write("b.json", $"[{{\"text\": {new string('[', 500_000)}{new string(']', 500_000)}}}, {{\"text\": \"b\"}}]");
        Assert.Equal([null, "b"], CorpusReader.Read([new CorpusSource(balanced)]).Select(entry => entry.Document?.Text));
    }

    [Property]
    public Property Arbitrary_bytes_after_an_opening_give_entries_or_the_documented_error() =>
        Prop.ForAll(CorpusGenerators.Bytes.ToArbitrary(), content => Assert.All(["[{", "{", "{\"a\":[{", "[{\"text\":\"a\"},"], opening =>
        {
            var path = folder.Write("c.json", [.. Encoding.ASCII.GetBytes(opening), .. content]);
            var error = Record.Exception(() => CorpusReader.Read([new CorpusSource(path)]).Count());
            Assert.True(error is null or ConfigurationException, error?.ToString());
        }));
}

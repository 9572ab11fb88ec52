using System.Text.Json;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Records with other people's fields, through commands.</summary>
public sealed class RecordFieldTests : IDisposable
{
    private const string Member = "It rained all night and in the morning the river was over the road.";
    private const string Other = "The baker opened early, because the market began at six that day.";

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task What_is_recognised_is_said_before_scoring_kept_with_the_run_and_printed()
    {
        var corpus = _scene.Write("wiki.jsonl", $$"""{"input": "{{Member}}", "label": 1}{{"\n"}}{"input": "{{Other}}", "label": 0}{{"\n"}}{"prompt": "a", "completion": "b"}""");
        string[] run = ["run", "--model", ProbeScene.Target, "--threads", "1", "--corpus", corpus, "--attacks", "loss", "--resamples", "100", "--store", _scene.Store];
        const string Note = "wiki.jsonl: WikiMIA (text in 'input', label in 'label': 1 is member)";
        var plan = await _scene.RunAsync([.. run, "--dry-run"]);
        Assert.Contains(Note, plan.Error, StringComparison.Ordinal);
        var made = await _scene.RunAsync([.. run, "--output", "json"]);
        Assert.Contains(Note, made.Error, StringComparison.Ordinal);
        var printed = made.AssertSucceeded().Json;
        Assert.Equal(["wiki.jsonl: JSON lines", Note], printed.GetProperty("recognised").EnumerateArray().Select(note => note.GetString()));
        Assert.Equal((1, 1), (printed.GetProperty("labels").GetProperty("member").GetInt32(), printed.GetProperty("labels").GetProperty("nonmember").GetInt32()));
        Assert.Contains("another shape", printed.GetProperty("notRead")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        var shown = (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(printed.GetProperty("recognised").GetRawText(), shown.GetProperty("recognised").GetRawText());
    }

    [Fact]
    public async Task Named_fields_are_read_kept_with_the_run_and_part_of_the_command_that_a_report_gives()
    {
        var corpus = _scene.Write("own.jsonl", $$$"""{"doc": {"body": "{{{Member}}}", "key": 1}, "is_member": true, "who": "x"}{{{"\n"}}}{"doc": {"body": "{{{Other}}}", "key": 2}, "is_member": false, "who": "y"}""");
        string[] fields = ["--text-field", "doc.body", "--label-field", "is_member", "--id-field", "/doc/key", "--group-field", "who"];
        var calibration = _scene.Write("new.jsonl", """{"doc": {"body": "Nobody had seen the sea before, and nobody said a word about it.", "key": 3}, "who": "z"}""");
        (await _scene.RunAsync(["run", "--model", ProbeScene.Target, "--threads", "1", "--corpus", corpus, "--calibration", calibration, .. fields, "--attacks", "loss", "--resamples", "100", "--store", _scene.Store]))
            .AssertSucceeded();
        var export = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded();
        Assert.Contains("\"member\"", export.Output, StringComparison.Ordinal);
        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", _scene.PathOf("r.html"))).AssertSucceeded();
        var report = File.ReadAllText(_scene.PathOf("r.html"));
        Assert.All(fields.Chunk(2), field => Assert.Contains(string.Join(' ', field), report, StringComparison.Ordinal));
        Assert.Contains("texts (text in &#x27;doc.body&#x27; as named, label in &#x27;is_member&#x27;: true is member", report.Replace("&#39;", "&#x27;", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--text-field", "nix", "--text-field nix: no record of ")]
    [InlineData("--label-field", "meta.nix", "--label-field meta.nix: no record of ")]
    [InlineData("--group-field", "/a~2", "--group-field /a~2 is no JSON pointer")]
    public async Task A_field_that_no_record_has_is_refused_before_a_run_begins(string option, string path, string message)
    {
        var corpus = _scene.Write("c.jsonl", $$"""{"text": "{{Member}}", "year": 1}""");
        foreach (var command in new[] { new[] { "run", "--model", ProbeScene.Target, "--threads", "1", "--attacks", "loss", "--store", _scene.Store, "--corpus" }, ["corpus", "check"] })
        {
            var outcome = await _scene.RunAsync([.. command, corpus, option, path]);
            Assert.Equal(2, outcome.ExitCode);
            Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_scene.Store));
    }

    [Fact]
    public async Task Corpus_check_says_what_it_recognised()
    {
        var corpus = _scene.Write("chat.jsonl", """{"messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me."}], "split": "train"}""");
        var lines = (await _scene.RunAsync("corpus", "check", corpus)).AssertSucceeded().OutputLines;
        Assert.Contains("read as     chat.jsonl: JSON lines", lines);
        Assert.Contains("            chat.jsonl: chat records (turns in 'messages')", lines);
        Assert.Contains("            chat.jsonl: 'split' looks like a label and is not read; --label-field split reads it", lines);
        var json = (await _scene.RunAsync("corpus", "check", corpus, "--label-field", "split", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(1, json.GetProperty("labels").GetProperty("member").GetProperty("documents").GetInt32());
        Assert.Equal(JsonValueKind.Array, json.GetProperty("recognised").ValueKind);
    }

    [Fact]
    public async Task Options_of_a_data_set_need_no_model_that_paraphrases()
    {
        var corpus = _scene.Write("arxivtection.jsonl", $$"""{"ID": "A paper", "Example_A": "p one", "Example_B": "{{Member}}", "Example_C": "p two", "Example_D": "p three", "Answer": "B", "Label": 1}""");
        var plan = (await _scene.RunAsync("ask", "decop", "--model", ProbeScene.Target, "--corpus", corpus, "--dry-run", "--output", "json")).AssertSucceeded();
        Assert.Contains("multiple choice as in arXivTection", plan.Error, StringComparison.Ordinal);
        Assert.Equal((24, 0), (plan.Json.GetProperty("calls").GetInt32(), plan.Json.GetProperty("paraphraserCalls").GetInt32()));
        var asked = await _scene.RunAsync("ask", "decop", "--model", ProbeScene.Target, "--threads", "1", "--orders", "4", "--corpus", corpus, "--store", _scene.Store, "--output", "json");
        Assert.DoesNotContain("--paraphraser", asked.Error, StringComparison.Ordinal);
        Assert.Equal(2, asked.Json.GetProperty("recognised").GetArrayLength());
    }
}

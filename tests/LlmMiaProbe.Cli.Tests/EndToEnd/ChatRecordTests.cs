using System.Text.Json;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Chat records from the command line to results, comparisons and bundles.</summary>
public sealed class ChatRecordTests : IDisposable
{
    private const string Note = "Chat records are taken as the texts of their turns, without roles and without a chat template.";

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Commands_that_know_no_turns_say_so_before_they_begin()
    {
        var (chat, texts) = (Chat(8), _scene.WriteCorpus([.. Enumerable.Range(0, 8).Select(i => $"Text {i} of a few words and a number.")]));
        string[] model = ["--model", ProbeScene.Base, "--threads", "1", "--store", _scene.Store];
        foreach (var command in (string[][])
        [
            ["exchangeability", .. model, "--shards", "1", "--permutations", "1", "--dry-run"],
            ["ask", "continue", .. model, "--given-words", "2", "--turns", "1", "--dry-run"],
            ["frequencies", "build", _scene.PathOf("words.json"), "--words"],
        ])
        {
            var told = (await _scene.RunAsync([.. command, "--corpus", chat])).AssertSucceeded();
            Assert.True(Lines(told.Error).Count(line => line == Note) == 1, $"{command[0]}: {told.Error}");
            Assert.DoesNotContain(Note, (await _scene.RunAsync([.. command, "--corpus", texts])).AssertSucceeded().Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--chat-template", "chatml")]
    [InlineData("--chat-unit", "turn")]
    public async Task A_template_for_texts_is_refused_before_a_run_begins(string option, string value)
    {
        var texts = _scene.WriteCorpus("One text of a few words.", "Another text, as long as that.");
        var refused = await RunAsync("--corpus", texts, option, value);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"{option}: {texts} holds plain texts and no chat records, so nothing would be put together: leave it out", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scene.Store));

        // With chat records behind the texts there is something to put together.
        string[] template = option == "--chat-template" ? [] : ["--chat-template", "chatml"];
        Assert.Contains(
            "\nchat       chatml, 2 records, 2 answers", (await RunAsync(["--corpus", texts, Chat(2), option, value, .. template])).AssertSucceeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_of_a_settings_file_is_for_the_runs_that_have_chat_records()
    {
        _scene.Write(ProbeScene.UserFile, """{ "Run": { "ChatTemplate": "chatml" } }""");
        (await RunAsync("--corpus", _scene.WriteCorpus("One text of a few words.", "Another text, as long as that."))).AssertSucceeded();
        Assert.Contains("chat       chatml, 2 records, 2 answers", (await RunAsync("--corpus", Chat(2))).AssertSucceeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_of_the_corpus_what_the_run_says()
    {
        Directory.CreateDirectory(_scene.PathOf("data"));
        File.Move(Chat(3), _scene.PathOf("data/chat.jsonl"));
        _scene.Write("data/notes.py", "no text");
        string[] words = ["--corpus", _scene.PathOf("data"), "--chat-template", "chatml", "--chat-unit", "turn"];
        var planned = (await RunAsync([.. words, "--dry-run"])).AssertSucceeded();
        var done = (await RunAsync(words)).AssertSucceeded();
        foreach (var start in new[] { "chat       chatml, 3 records, 3 answers, each a document of its own", $"           {_scene.PathOf("data/notes.py")}: " })
        {
            var line = Assert.Single(Lines(planned.Output), line => line.StartsWith(start, StringComparison.Ordinal));
            Assert.Contains(line, Lines(done.Output));
        }

        var json = (await RunAsync([.. words, "--dry-run", "--output", "json"])).AssertSucceeded().Json;
        Assert.Equal(("chatml", "turn", 3), (InJson("template").GetString(), InJson("unit").GetString(), InJson("answers").GetInt32()));
        Assert.EndsWith("notes.py", json.GetProperty("notRead")[0].GetProperty("file").GetString(), StringComparison.Ordinal);

        JsonElement InJson(string name) => json.GetProperty("chat").GetProperty(name);
    }

    [Fact]
    public async Task Runs_whose_templates_differ_share_no_document_and_say_why()
    {
        var chat = Chat(4);
        (await RunAsync("--corpus", chat, "--chat-template", "chatml")).AssertSucceeded();
        (await RunAsync("--corpus", chat, "--chat-template", "none")).AssertSucceeded();
        (await _scene.RunAsync("runs", "compare", "1", "2", "--store", _scene.Store)).AssertFailed(
            2,
            "Runs 1 and 2 have no document in common, because run 1 put chat records together by chatml, each record a document and run 2 by no template, "
            + "each record a document, and documents are the same only if their whole text is: make both runs with the same --chat-template and --chat-unit.");
    }

    [Fact]
    public async Task A_bundle_of_chat_records_is_verified_and_replayed_and_without_texts_says_why_not()
    {
        var chat = Chat(4);
        (await RunAsync("--corpus", chat, "--chat-template", "chatml")).AssertSucceeded();
        (await RunAsync("--corpus", chat, "--chat-template", "chatml", "--no-text", "--store", _scene.PathOf("bare.db"))).AssertSucceeded();
        await ExportAsync("whole", _scene.Store);
        await ExportAsync("bare", _scene.PathOf("bare.db"));
        Assert.Contains("of chat records", (await _scene.RunAsync("verify", _scene.PathOf("whole"))).AssertSucceeded().Output, StringComparison.Ordinal);
        (await _scene.RunAsync("verify", _scene.PathOf("bare"))).AssertSucceeded();

        var replayed = (await ReplayAsync("whole", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(4, replayed.GetProperty("scoreRows").GetInt64());
        Assert.Equal(4, replayed.GetProperty("models")[0].GetProperty("rows").GetInt64());
        Assert.Equal(0, replayed.GetProperty("models")[0].GetProperty("largestDifference").GetDouble());
        Assert.Empty(replayed.GetProperty("notDrawn").EnumerateArray());

        var bare = await ReplayAsync("bare");
        Assert.Equal(2, bare.ExitCode);
        Assert.Contains("holds nothing that --model can be asked again: all that it has are 4 rows of chat records whose text is not in the bundle.", bare.Error, StringComparison.Ordinal);

        async Task ExportAsync(string folder, string store) =>
            (await _scene.RunAsync("export", "1", "--evidence", "-o", _scene.PathOf(folder), "--store", store)).AssertSucceeded();

        Task<Outcome> ReplayAsync(string folder, params string[] more) =>
            _scene.RunAsync(["replay", _scene.PathOf(folder), "--model", ProbeScene.Base, "--threads", "1", .. more]);
    }

    private static string[] Lines(string text) => text.Split('\n');

    /// <summary>A question and an answer each, labelled member and nonmember in turn.</summary>
    private string Chat(int count) => _scene.Write("chat.jsonl", string.Concat(Enumerable.Range(0, count).Select(i => JsonSerializer.Serialize(new
    {
        id = $"c{i}",
        label = i % 2 == 0 ? "member" : "nonmember",
        messages = new[] { new { role = "user", content = $"Who is number {i}?" }, new { role = "assistant", content = $"It is me, {i} times over." } },
    }) + "\n")));

    private Task<Outcome> RunAsync(params IReadOnlyList<string> args) =>
        _scene.RunAsync(["run", "--model", ProbeScene.Base, "--threads", "1", "--attacks", "loss", "--resamples", "100", .. args.Contains("--store") ? (string[])[] : ["--store", _scene.Store], .. args]);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Commands;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class AskTests(AskRun asked) : IClassFixture<AskRun>, IDisposable
{
    private const int PerLabel = 6;
    private const int GivenWords = 40;

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_model_continues_what_it_was_made_from_and_the_control_model_does_not()
    {
        asked.CopyTo(_scene);
        var result = asked.Outcome.AssertSucceeded().Json;

        Assert.Equal("headline", result.EnumerateObject().First().Name);
        Assert.StartsWith("continue-nv-recall: ", result.GetProperty("headline").GetString(), StringComparison.Ordinal);
        Assert.Contains($"{PerLabel} documents labelled member ", result.GetProperty("headline").GetString(), StringComparison.Ordinal);
        Assert.Equal(PerLabel, result.GetProperty("controls").GetInt32());
        Assert.InRange(Auc(result, 0), .8, 1);
        Assert.InRange(Auc(result, 1), .2, .8);
        Assert.All(result.GetProperty("models").EnumerateArray(), model => Assert.Equal(2 * PerLabel, model.GetProperty("replies").GetProperty("answered").GetInt32()));

        var again = (await _scene.RunAsync(Continue(_scene, AskRun.Options))).AssertSucceeded().Json;
        Assert.Equal(result.ToString().Replace("\"run\": 1", "\"run\": 2", StringComparison.Ordinal), again.ToString());

        var report = _scene.PathOf("report.html");
        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", report)).AssertSucceeded();
        var html = File.ReadAllText(report);
        Assert.Contains($"<h1>{result.GetProperty("headline").GetString()}</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<section id=\"questions\">", html, StringComparison.Ordinal);

        var folder = _scene.PathOf("evidence");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", folder, "--store", _scene.Store)).AssertSucceeded();
        var verified = (await _scene.RunAsync("verify", folder)).AssertSucceeded();
        Assert.Contains("mia-probe ask continue --model ", verified.Output, StringComparison.Ordinal);
        var attempts = File.ReadAllLines(Path.Combine(folder, "attempts.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(4 * PerLabel, attempts.Count);
        Assert.All(attempts, attempt => Assert.Equal(64, attempt.GetProperty("detail").GetProperty("promptHash").GetString()?.Length));
    }

    [Fact]
    public async Task A_budget_stops_cleanly_and_the_same_command_goes_on()
    {
        var stopped = await _scene.RunAsync(Continue(_scene, "--max-requests", "5"));
        stopped.AssertFailed(3, "the budget of 5 requests is used up; every reply so far is kept: the same command goes on from there with another budget (--max-requests)");
        var finished = (await _scene.RunAsync(Continue(_scene, "--max-requests", $"{(2 * PerLabel) - 5}"))).AssertSucceeded();
        Assert.StartsWith("headline", finished.Output, StringComparison.Ordinal);
        var runs = (await _scene.RunAsync("runs", "list", "--store", _scene.Store)).AssertSucceeded();
        Assert.Contains("interrupted", runs.OutputLines[1], StringComparison.Ordinal);
        Assert.Contains("finished", runs.OutputLines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_controls_the_result_says_so_in_its_first_words()
    {
        // The replies to the members are in the store.
        asked.CopyTo(_scene);
        var corpus = _scene.Write("members.jsonl", string.Concat(Documents(isMember: true).Select(document => document + "\n")));
        var shown = (await _scene.RunAsync(["ask", "continue", .. Options(_scene, corpus)])).AssertSucceeded();
        Assert.StartsWith("headline    Without control documents these scores say nothing", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("scores above", shown.Output, StringComparison.Ordinal);
        var json = (await _scene.RunAsync(["ask", "continue", .. Options(_scene, corpus), "--output", "json"])).AssertSucceeded().Json;
        Assert.StartsWith("Without control documents", json.GetProperty("headline").GetString(), StringComparison.Ordinal);
        var planned = (await _scene.RunAsync(["ask", "continue", .. Options(_scene, corpus), "--dry-run"])).AssertSucceeded();
        Assert.StartsWith("controls   Without control documents", planned.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decop", 24 * 2 * PerLabel, 3 * 2 * PerLabel)]
    [InlineData("quiz", 5 * 2 * PerLabel, 4 * 2 * PerLabel)]
    [InlineData("guided", 2 * 2 * PerLabel, 0)]
    [InlineData("repeat", 20, 0)]
    public async Task A_plan_counts_calls_and_loads_nothing(string method, int calls, int paraphraserCalls)
    {
        var plan = (await _scene.RunAsync("ask", method, "--model", ProbeScene.Target, "--corpus", Corpus(), "--store", _scene.Store, "--dry-run", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal((calls, paraphraserCalls), (plan.GetProperty("calls").GetInt32(), plan.GetProperty("paraphraserCalls").GetInt32()));
        Assert.True(plan.GetProperty("promptTokens").GetInt64() > calls);
        Assert.False(File.Exists(_scene.Store));
    }

    [Fact]
    public async Task Replies_that_are_no_answers_leave_documents_without_a_score()
    {
        // The lab's models complete text and follow no instructions, and go on to the end of their contexts.
        const int Few = 4;
        var corpus = Corpus();
        File.WriteAllLines(corpus, File.ReadAllLines(corpus).Where((_, i) => i % PerLabel < Few / 2));
        string[] models = ["--model", ProbeScene.Target, "--paraphraser", ProbeScene.Base, "--threads", "1"];
        var shown = (await _scene.RunAsync(["ask", "quiz", .. models, "--words", "30", "--corpus", corpus, "--store", _scene.Store, "--output", "json"])).Json;
        var model = shown.GetProperty("models")[0];
        Assert.Equal(4 * Few, model.GetProperty("writerReplies").GetProperty("asked").GetInt32());
        Assert.All(model.GetProperty("documents").EnumerateArray(), document => Assert.True(
            document.GetProperty("scores").GetProperty("quiz").ValueKind == JsonValueKind.Number || document.GetProperty("reasons").GetArrayLength() == 1));
    }

    [Fact]
    public async Task What_is_wrong_is_said_before_anything_is_asked()
    {
        (await _scene.RunAsync("ask", "decop", "--model", ProbeScene.Target, "--corpus", Corpus(), "--store", _scene.Store)).AssertFailed(2, "'ask decop' compares passages with rewritten ones: name the model that rewrites them with --paraphraser FILE.gguf, or --endpoint-paraphraser NAME.");
        (await _scene.RunAsync("ask", "decop", "--orders", "6", "--model", ProbeScene.Target, "--corpus", Corpus())).AssertFailed(2, "option --orders: '6' is not allowed; expected one of 24, 4");
        (await _scene.RunAsync("ask", "cloze", "--corpus", Corpus())).AssertFailed(2, "No model was given: add --model FILE.gguf.");
        var prompts = Path.GetDirectoryName(_scene.Write("bad.txt", "name: name-cloze\nversion: 1\nsource: s\nvariables: passage\n---\n{{text}}\n")) ?? "";
        var wrong = await _scene.RunAsync("ask", "cloze", "--model", ProbeScene.Target, "--corpus", Corpus(), "--prompts", prompts, "--store", _scene.Store);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("bad.txt:6: the variable 'text' is not declared; the header declares passage.", wrong.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scene.Store));
    }

    [Fact]
    public async Task Prompts_and_rules_are_shown()
    {
        var shown = (await _scene.RunAsync("prompts", "show", "name-cloze")).AssertSucceeded();
        Assert.StartsWith("name: name-cloze\nversion: 1\n", shown.Output, StringComparison.Ordinal);
        Directory.CreateDirectory(_scene.PathOf("mine"));
        _scene.Write("mine/x.txt", shown.Output.Replace("version: 1", "version: 9", StringComparison.Ordinal));
        var list = (await _scene.RunAsync("prompts", "list", "--prompts", _scene.PathOf("mine"))).AssertSucceeded();
        Assert.Matches("^name-cloze +9 +[0-9a-f]{12}… +passage +.*x.txt$", list.OutputLines.Single(line => line.StartsWith("name-cloze", StringComparison.Ordinal)));
        Assert.Contains("unknowing ", (await _scene.RunAsync("ask", "refusals")).AssertSucceeded().Output, StringComparison.Ordinal);
    }

    private static double Auc(JsonElement result, int model) => result.GetProperty("models")[model].GetProperty("measures")[1].GetProperty("sets")[0].GetProperty("auc").GetDouble();

    internal static string[] Continue(ProbeScene scene, params string[] more) => ["ask", "continue", .. Options(scene, Corpus(scene)), .. more];

    private static string[] Options(ProbeScene scene, string corpus)
    {
        // A base model goes on with a text and would not heed an instruction.
        Directory.CreateDirectory(scene.PathOf("bare"));
        scene.Write("bare/continue-first.txt", "name: continue-first\nversion: 1\nsource: the text alone\nvariables: beginning\n---\n{{beginning}}\n");
        return
        [
            "--prompts", scene.PathOf("bare"), "--given-words", $"{GivenWords}", "--turns", "1", "--reply-tokens", "120",
            "--model", ProbeScene.Target, "--corpus", corpus, "--threads", "1", "--store", scene.Store,
        ];
    }

    private string Corpus() => Corpus(_scene);

    private static string Corpus(ProbeScene scene) => scene.Write(
        "corpus.jsonl",
        string.Concat(Documents(isMember: true).Concat(Documents(isMember: false)).Select(document => document + "\n")));

    /// <summary>Stretches of the lab's book: its first 65,643 characters went into the target, the rest did not.</summary>
    private static IEnumerable<string> Documents(bool isMember)
    {
        var book = File.ReadAllText(Path.Combine(CommandContext.LabFolder, "time-machine.txt"));
        using var card = JsonDocument.Parse(File.ReadAllText(Path.Combine(CommandContext.LabFolder, "time-machine.json")));
        var border = card.RootElement.GetProperty("trained_characters")[1].GetInt32();
        return Enumerable.Range(0, PerLabel).Select(i =>
        {
            var start = isMember ? i * 9000 : border + 1000 + (i * 9000);
            var words = book.Substring(start, 900).Split(' ')[1..];
            return new JsonObject { ["id"] = $"{(isMember ? "m" : "n")}{i}", ["label"] = isMember ? "member" : "nonmember", ["title"] = "The Time Machine", ["text"] = string.Join(' ', words.Take(110)) }.ToJsonString();
        });
    }
}

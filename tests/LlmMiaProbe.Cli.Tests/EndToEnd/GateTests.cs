using System.Text.Json;
using System.Xml.Linq;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class GateTests(TwoRuns runs) : IClassFixture<TwoRuns>, IDisposable
{
    private readonly ProbeScene _scene = runs.Copy();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_target_scores_higher_than_the_model_from_before_the_training()
    {
        var compared = (await CompareAsync("1", "2", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal((40, 0, 0, 0), (Count("paired"), Count("onlyEarlier"), Count("onlyLater"), Count("relabelled")));
        foreach (var attack in compared.GetProperty("attacks").EnumerateArray())
        {
            var id = attack.GetProperty("id").GetString();
            foreach (var (run, name) in new[] { ("1", "earlier"), ("2", "later") })
            {
                var shown = (await _scene.RunAsync("runs", "show", run, "--store", _scene.Store, "--output", "json")).Json;
                Assert.Equal(shown.GetProperty("attacks").EnumerateArray().Single(a => a.GetProperty("id").GetString() == id).GetProperty("auc").GetDouble(), attack.GetProperty("auc").GetProperty(name).GetDouble());
            }

            Assert.True(attack.GetProperty("auc").GetProperty("changeLow").GetDouble() > .1);
        }

        var shownToPeople = (await CompareAsync("1", "2")).AssertSucceeded();
        Assert.Contains("is higher in run 2 than in run 1:", string.Join(' ', shownToPeople.OutputLines.Select(line => line.Trim())), StringComparison.Ordinal);
        Assert.DoesNotContain("leak", shownToPeople.Output, StringComparison.Ordinal);
        (await _scene.RunAsync("report", "2", "--compare", "1", "--store", _scene.Store, "-o", _scene.PathOf("r.html"))).AssertSucceeded();
        Assert.Contains("<h2>Compared with run 1", await File.ReadAllTextAsync(_scene.PathOf("r.html")), StringComparison.Ordinal);
        (await CompareAsync("2", "2")).AssertFailed(2, "Run 2 was to be compared with itself: name two runs; 'mia-probe runs list' shows all.");

        int Count(string name) => compared.GetProperty("documents").GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_gate_that_passes_changes_nothing_and_one_that_fails_ends_with_5_and_a_sentence()
    {
        var passed = await GateAsync("--fail-if", "auc(loss) > 0.999", "--fail-if", "failed > 0");
        Assert.Equal(0, passed.ExitCode);
        Assert.All(passed.ErrorLines, line => Assert.StartsWith("gate passed: run 2: ", line, StringComparison.Ordinal));

        var failed = await GateAsync("--fail-if", "auc.low(loss) > 0.6", "--fail-if", "failed > 0", "--quiet");
        Assert.Equal(5, failed.ExitCode);
        Assert.Matches(@"^gate failed: run 2: auc\.low\(loss\) is 0\.\d+ \(95% interval 0\.\d+ – [01](\.\d+)?\), which fails the gate auc\.low\(loss\) > 0\.6\.$", Assert.Single(failed.ErrorLines));

        var json = await GateAsync("--compare", "1", "--fail-if", "delta.auc.low(loss) > 0", "--output", "json");
        Assert.Equal((5, false), (json.ExitCode, json.Json.GetProperty("passed").GetBoolean()));
        Assert.Equal("failed", json.Json.GetProperty("gates")[0].GetProperty("verdict").GetString());
        Assert.Equal(5, (await GateAsync("--fail-if", "tpr(loss, 0.001) > 1")).ExitCode);
    }

    [Fact]
    public async Task Gates_hold_while_a_run_is_made_and_when_it_is_scored_again()
    {
        string[] options = ["--corpus", _scene.PathOf("corpus.jsonl"), "--attacks", "loss", "--resamples", "100"];
        var run = await _scene.ProbeAsync([.. options, "--compare", "1", "--fail-if", "delta.auc(loss) > 0.1", "--markdown", _scene.PathOf("m.md")]);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("loss", run.Output, StringComparison.Ordinal);
        Assert.Contains("### Compared with run 1", await File.ReadAllTextAsync(_scene.PathOf("m.md")), StringComparison.Ordinal);
        Assert.Equal(0, (await _scene.RunAsync("rescore", "3", "--store", _scene.Store, "--fail-if", "auc(loss) < 0.5")).ExitCode);
        Assert.Equal(5, (await _scene.RunAsync("rescore", "3", "--store", _scene.Store, "--fail-if", "auc(loss) > 0.5")).ExitCode);
    }

    [Fact]
    public async Task A_failed_gate_outweighs_failed_documents()
    {
        var corpus = _scene.WriteCorpus("a text of some words", "another text of words", "");
        string[] options = ["--corpus", corpus, "--attacks", "loss", "--resamples", "100"];
        Assert.Equal(4, (await _scene.ProbeAsync([.. options, "--fail-if", "failed > 1"])).ExitCode);
        Assert.Equal(5, (await _scene.ProbeAsync([.. options, "--fail-if", "failed > 0"])).ExitCode);
    }

    [Fact]
    public async Task Gates_may_stand_in_the_settings()
    {
        _scene.Write(ProbeScene.UserFile, """{ "Gates": { "FailIf": ["auc(loss) > 0.5", "tpr(loss, 0.1) > 1"] } }""");
        var failed = await GateAsync();
        Assert.Equal(5, failed.ExitCode);
        Assert.Equal(2, failed.ErrorLines.Length);
    }

    [Fact]
    public async Task What_can_never_be_tested_is_an_error_before_anything_is_scored()
    {
        var runsBefore = (await _scene.RunAsync("runs", "list", "--store", _scene.Store, "--output", "json")).Json.GetArrayLength();
        string[] options = ["--corpus", _scene.WriteCorpus("one text", "another"), "--attacks", "loss"];
        (await _scene.ProbeAsync([.. options, "--fail-if", "auc(zlib) > 0.6"])).AssertFailed(2, "--fail-if 'auc(zlib) > 0.6': zlib is not among the attacks, which are loss.");
        (await _scene.ProbeAsync([.. options, "--fail-if", "auc(los) > 0.6"])).AssertFailed(2, "--fail-if 'auc(los) > 0.6': at character 5 ('los') there is no attack 'los'; did you mean 'loss'? 'mia-probe attacks list' shows all.");
        (await _scene.ProbeAsync([.. options, "--fail-if", "delta.auc(loss) > 0"])).AssertFailed(2, "--fail-if 'delta.auc(loss) > 0': there is no run to compare with; add --compare RUN.");
        (await _scene.ProbeAsync([.. options, "--compare", "9", "--fail-if", "delta.auc(loss) > 0"])).AssertFailed(2, $"There is no run 9 in {_scene.Store}; 'mia-probe runs list' shows all.");
        (await _scene.ProbeAsync([.. options, "--junit", "x.xml"])).AssertFailed(2, "--junit reports on gates, and none was given: add --fail-if, such as --fail-if 'failed > 0'.");
        var unlabelled = _scene.Write("unlabelled.jsonl", "{\"id\": \"a\", \"text\": \"one text\"}\n");
        (await _scene.ProbeAsync("--corpus", unlabelled, "--attacks", "loss", "--fail-if", "auc(loss) > 0.6")).AssertFailed(2, "--fail-if 'auc(loss) > 0.6': the corpus labels no document member, so there is no AUC to test; label documents of both kinds.");
        (await GateAsync("--fail-if", "coverage(0.5) > 0")).AssertFailed(2, "--fail-if 'coverage(0.5) > 0': coverage is measured by a run about extraction ('mia-probe extract'), and run 2 is a run about membership ('mia-probe run').");
        (await GateAsync()).AssertFailed(2, "No gate was given: add --fail-if, such as --fail-if 'failed > 0', or --markdown FILE for a summary.");
        Assert.Equal(runsBefore, (await _scene.RunAsync("runs", "list", "--store", _scene.Store, "--output", "json")).Json.GetArrayLength());
    }

    [Fact]
    public async Task A_run_that_lacks_what_is_asked_of_it_is_named_with_the_remedy()
    {
        const string noReference = "run 2 has no reference model, so it has no reference-difference";
        (await GateAsync("--fail-if", "auc(reference-difference) > 0.6")).AssertFailed(2, $"--fail-if 'auc(reference-difference) > 0.6': {noReference} to test: name a run made with --reference.");
        (await _scene.RunAsync("rescore", "2", "--attacks", "reference-difference", "--store", _scene.Store)).AssertFailed(2, $"--attacks: {noReference} to compute: name a run made with --reference.");
        (await GateAsync("--fail-if", "auc(samia) > 0.6")).AssertFailed(2, "--fail-if 'auc(samia) > 0.6': run 2 gathered no evidence for samia, so it has none to test: name a run made with --attacks samia.");
        (await GateAsync("--fail-if", "exposure(max) > 1")).AssertFailed(2, "--fail-if 'exposure(max) > 1': exposure is measured by a test of canaries ('mia-probe canary test'), and run 2 is a run about membership ('mia-probe run').");

        (await _scene.RunAsync("rescore", "1", "--attacks", "loss", "--store", _scene.Store)).AssertSucceeded();
        const string notScored = "un 3 did not score min-k-plus-plus, so it has none to compare: 'mia-probe rescore 3 --attacks min-k-plus-plus' makes a run that does, from its evidence.";
        (await GateAsync("--compare", "3", "--fail-if", "delta.auc(min-k-plus-plus) > 0")).AssertFailed(2, $"--fail-if 'delta.auc(min-k-plus-plus) > 0': r{notScored}");
        Assert.Contains($"R{notScored}", Flat(await CompareAsync("3", "2")), StringComparison.Ordinal);
        Assert.Contains($"R{notScored}", Flat(await CompareAsync("2", "3")), StringComparison.Ordinal);
        Assert.Equal($"R{notScored}", Assert.Single((await CompareAsync("2", "3", "--output", "json")).Json.GetProperty("uncomparedReasons").EnumerateArray()).GetString());

        Assert.Contains(
            "Run 2 drew no continuations, so this changes nothing of it: name a run made with --attacks cdd,ngram-coverage,samia.",
            Flat((await _scene.RunAsync("simulate", "2", "min-match=5", "--store", _scene.Store)).AssertSucceeded()),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mia-probe canary test c.json --model m.gguf", "a test of canaries ('mia-probe canary test')")]
    [InlineData("mia-probe ask quiz --model m.gguf", "a run of questions ('mia-probe ask quiz')")]
    [InlineData("mia-probe secret 'My PIN is' --model m.gguf", "a run about a secret ('mia-probe secret')")]
    [InlineData("mia-probe continue --model m.gguf", "a run about a whole work ('mia-probe continue')")]
    public async Task A_run_that_scored_no_documents_says_what_it_is_and_which_gates_it_can_have(string command, string kind)
    {
        using (var store = SqliteProbeStore.Open(_scene.Store))
        {
            var run = store.BeginRun(new RunSettings { Model = "m.gguf", Corpora = [], Attacks = [], Task = Task(command) }, "0.0-test", DateTimeOffset.UnixEpoch);
            store.SetRunState(run, RunStatus.Finished, RunCounts.None);
        }

        var gates = kind.Contains("canaries", StringComparison.Ordinal)
            ? $"The result of run 3 cannot be read, so there is nothing to test; this command makes it again, from what is scored already: {command}"
            : $"Run 3 is {kind}, and such a run has no gates: name a run about membership ('mia-probe run') or a run about extraction ('mia-probe extract'); run 3 was made by: {command}";
        (await _scene.RunAsync("runs", "gate", "3", "--fail-if", "failed > 0", "--store", _scene.Store)).AssertFailed(2, gates);
        (await CompareAsync("1", "3")).AssertFailed(2, NothingTo("compare"));
        (await GateAsync("--compare", "3", "--fail-if", "delta.exposed > 0")).AssertFailed(2, NothingTo("compare"));
        (await _scene.RunAsync("rescore", "3", "--store", _scene.Store)).AssertFailed(2, NothingTo("compute again"));
        (await _scene.RunAsync("simulate", "3", "topk=1", "--store", _scene.Store)).AssertFailed(2, NothingTo("defend"));
        (await _scene.RunAsync("runs", "export", "3", "--store", _scene.Store)).AssertFailed(2, $"Run 3 is {kind} and scored no documents: 'mia-probe export 3 --evidence -o FOLDER' writes its attempts.");

        string NothingTo(string purpose) =>
            $"Run 3 is {kind} and scored no documents, so there is nothing to {purpose}: name a run of 'mia-probe run' or 'mia-probe extract', of which 'mia-probe runs list' shows all; run 3 was made by: {command}";
        static RunTask Task(string command) => command.Split(' ') switch
        {
            [_, "canary", ..] => new CanaryTask(command),
            [_, "ask", var method, ..] => new QuestionTask(method, command),
            [_, "secret", ..] => new SecretTask(command),
            _ => new WholeWorkTask(command),
        };
    }

    [Fact]
    public async Task Files_for_build_systems_say_the_same()
    {
        var (junit, sarif, markdown) = (_scene.PathOf("out/j.xml"), _scene.PathOf("out/s.sarif"), _scene.PathOf("out/m.md"));
        Assert.Equal(5, (await GateAsync("--fail-if", "auc(loss) > 0.5", "--fail-if", "failed > 0", "--junit", junit, "--sarif", sarif, "--markdown", markdown)).ExitCode);
        Assert.Equal(["auc(loss) > 0.5"], XDocument.Load(junit).Descendants("testcase").Where(test => test.Element("failure") is not null).Select(test => test.Attribute("name")?.Value));
        var log = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(sarif));
        Assert.Equal("auc(loss) > 0.5", Assert.Single(log.GetProperty("runs")[0].GetProperty("results").EnumerateArray()).GetProperty("ruleId").GetString());
        Assert.StartsWith("## mia-probe: run 2 · 1 of 2 gates failed\n", await File.ReadAllTextAsync(markdown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extraction_and_canaries_have_gates_of_their_own()
    {
        var book = _scene.Write("part.txt", File.ReadAllText(Path.Combine(Cli.Commands.CommandContext.LabFolder, "time-machine.txt"))[20_000..23_000]);
        string[] extract = ["extract", "--threads", "1", "--store", _scene.Store, "--book", book, "--sample", "8", "--model"];
        Assert.Equal(0, (await _scene.RunAsync([.. extract, ProbeScene.Base, "--fail-if", "coverage(0.001) > 0"])).ExitCode);
        var failed = await _scene.RunAsync([.. extract, ProbeScene.Target, "--compare", "3", "--fail-if", "delta.coverage(0.01) > 0.1", "--fail-if", "delta.exposed > 0"]);
        Assert.Equal(5, failed.ExitCode);
        Assert.Equal(2, failed.ErrorLines.Count(line => line.StartsWith("gate failed: run 4: delta.", StringComparison.Ordinal)));
        (await CompareAsync("1", "4")).AssertFailed(2, "Run 1 scored membership and run 4 measured extraction: these are two questions, so the runs cannot be compared; name two runs of one kind.");
        var compared = (await CompareAsync("3", "4", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal("part.txt", compared.GetProperty("exposure")[2].GetProperty("newlyExposed")[0].GetString());

        string[] canaries = ["canary", "test", Path.Combine(Cli.Commands.CommandContext.LabFolder, "canaries.json"), "--model", ProbeScene.Target, "--references", "20", "--threads", "1", "--store", _scene.Store, "--fail-if"];
        var exposed = await _scene.RunAsync([.. canaries, "exposure(max) > 4"]);
        Assert.Equal(5, exposed.ExitCode);
        Assert.Matches(@"^gate failed: canaries: exposure\(max\) is at least 4\.3219, which fails", exposed.ErrorLines.Single(line => line.StartsWith("gate", StringComparison.Ordinal)));
        Assert.Equal(0, (await _scene.RunAsync([.. canaries, "exposure(max) < 4"])).ExitCode);
        var capped = await _scene.RunAsync([.. canaries, "exposure(max) > 5"]);
        Assert.Equal(5, capped.ExitCode);
        Assert.Equal(
            "gate failed: canaries: exposure(max) > 5 cannot be tested and counts as failed: 20 references show only that exposure(max) is at least 4.3219; test with more (--references), or against a lower number.",
            capped.ErrorLines.Single(line => line.StartsWith("gate", StringComparison.Ordinal)));
    }

    private static string Flat(Outcome outcome) => string.Join(' ', outcome.OutputLines.Select(line => line.Trim()));

    private Task<Outcome> CompareAsync(params IReadOnlyList<string> args) => _scene.RunAsync(["runs", "compare", .. args, "--store", _scene.Store]);

    private Task<Outcome> GateAsync(params IReadOnlyList<string> args) => _scene.RunAsync(["runs", "gate", "2", .. args, "--store", _scene.Store]);
}

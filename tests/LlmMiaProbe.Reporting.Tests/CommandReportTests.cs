using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Similarity;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests;

public sealed class CommandReportTests : IDisposable
{
    private const string Given = "It was the best of times,";
    private const string Again = "mia-probe canary test";
    private const string Rest = " it was the worst of times, it was the age of wisdom, it was the age of <b>foolishness</b>";

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteProbeStore _store;

    public CommandReportTests() => _store = SqliteProbeStore.Open($"{_folder.Path}/store.db");

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_work_stands_beside_what_the_model_made_of_it_with_common_passages_marked()
    {
        var html = Html(WholeWork(" it was the worst of times, it was the age of wisdom, but not of \u202E<i>folly</i>"));
        Assert.Contains("<bdi>It was the best of times,</bdi>", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("<mark class=\"k0\" title=\"passage 1\">it was the worst of times, it was the age of wisdom</mark>").Length - 1);
        Assert.Contains(", it was the age of &lt;b&gt;foolishness&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains(", but not of [U+202E]&lt;i&gt;folly&lt;/i&gt;", html, StringComparison.Ordinal);
        Assert.Contains("<h1>Given 25 characters of novel.txt, the model continued greedily with 60% of the 20 words that follow", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<section id=\"problems\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_redacted_work_shows_no_word_of_it()
    {
        var run = WholeWork(" it was the worst of times and so on");
        Assert.Contains("worst", Html(run), StringComparison.Ordinal);
        var redacted = Html(run, redact: true);
        Assert.DoesNotContain("worst", redacted, StringComparison.Ordinal);
        Assert.Contains("produced 36 characters (sha256 ", redacted, StringComparison.Ordinal);
    }

    [Fact]
    public void Canaries_have_a_table_a_curve_and_no_secret()
    {
        List<Canary> canaries = [.. Enumerable.Range(0, 5).Select(i => new Canary($"canary-{i}", i < 3 ? 1 << i : 0, "the code is ", $"77{i}31", "."))];
        var set = new CanarySet { Template = new CanaryTemplate("the code is {secret}."), Alphabet = new SecretAlphabet("0123456789", 5), Canaries = canaries, IsSealed = false, Seed = "0" };
        List<CanaryScore> scores =
        [
            .. canaries.Take(3).Select(canary => CanaryScore.Of(canary, -1, [-5, -6, -7])),
            CanaryScore.Of(canaries[3], -8, [-5, -6, -7]),
            new CanaryScore(canaries[4], null, null, null, "the model is tired"),
        ];
        var run = Run(new CanaryTask(Again), CanaryOutput.Of(new CanaryResult { Set = set, References = 3, Target = ExtractionScene.Target, Scores = scores, TokensDecoded = 9 }));
        var html = Html(run);
        Assert.Contains("Of 3 planted canaries, 3 rank above all 3 references; of 1 never planted, 0.", html, StringComparison.Ordinal);
        Assert.Contains($"data-chart=\"exposure-{run}\"", html, StringComparison.Ordinal);
        Assert.Contains("the model is tired", html, StringComparison.Ordinal);
        Assert.All(set.Canaries, canary => Assert.DoesNotContain(canary.Secret, html, StringComparison.Ordinal));
        var rows = HtmlReport.Specs(_store, [run])[$"exposure-{run}"]["datasets"]?[$"exposure-{run}"]?.AsArray() ?? [];
        // log2 3 bits can be shown; the control ranks last of 4.
        Assert.Equal([((int?)1, (double?)1.585, "at least"), (2, 1.585, "at least"), (4, 1.585, "at least"), (0, -.415, "measured")], rows.Select(row => ((int?)row?["copies"], (double?)row?["exposure"], (string?)row?["bound"])));
    }

    [Fact]
    public void Completions_of_a_secret_are_counted_and_can_be_redacted()
    {
        string[] samples = ["<4711>", "<4711>", "no"];
        var run = Run(new SecretTask(Again), SecretOutput.Of(1, "My PIN is", SecretConsistency.Of(samples, []), samples));
        Assert.Contains("<h1>2 of 3 independent completions of &quot;My PIN is&quot; are the same string.</h1>", Html(run), StringComparison.Ordinal);
        Assert.Contains("&lt;4711&gt;", Html(run), StringComparison.Ordinal);
        Assert.DoesNotContain("4711", Html(run, redact: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("membership")]
    [InlineData("extraction")]
    public void Replies_to_questions_stand_under_the_question_that_they_answer(string question)
    {
        var html = Html(Asked(question));
        Assert.Contains("<h1>decop: 2 documents labelled member score above 2 control documents</h1>", html, StringComparison.Ordinal);
        Assert.Contains($", about {question}: decop(orders=24)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("gathered no extraction evidence", html, StringComparison.Ordinal);
        foreach (var cell in (string[])[".875 (.500 – 1.000)", ".490 (.400 – .600)", "23 of 24 answered", "i cannot", "longest stretch: the &lt;b&gt;cat&lt;/b&gt; sat", "12 requests"])
        {
            Assert.Contains(cell, html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Redacted_replies_quote_no_document()
    {
        var html = Html(Asked("membership"), redact: true);
        Assert.DoesNotContain("sat", html.Split("<section id=\"questions\">")[1].Split("</section>")[0].Replace("sat apart", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("longest stretch: (18 characters, sha256 ", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_left_nothing_names_the_command_that_makes_it_again()
    {
        var run = _store.BeginRun(Settings(new SecretTask("mia-probe secret 'My PIN is'")), "0.0-test", DateTimeOffset.UnixEpoch);
        Assert.EndsWith("mia-probe secret 'My PIN is'", Assert.Throws<ConfigurationException>(() => Html(run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_that_an_earlier_version_kept_are_read_as_they_were()
    {
        var copy = $"{_folder.Path}/old.db";
        File.Copy(RepositoryFolder.PathOf("tests", "LlmMiaProbe.Storage.Tests", "Stores", "schema-11.db"), copy);
        using var store = SqliteProbeStore.Open(copy);
        var found = store.ListRuns().Select(run => CommandOutput.Find(store, run)).ToList();
        Assert.Equal([null, null], found[..2]);
        var canaries = Assert.IsType<CanaryOutput>(found[2]);
        Assert.Equal((true, 5, 4, 1, 2), (canaries.IsSealed, canaries.References, canaries.Length, canaries.Exposures.Planted, canaries.ByRepetitions.Count));
        Assert.Equal(3, Assert.IsType<SecretOutput>(found[3]).Produced.Values.Sum());
        Assert.Equal(20, Assert.IsType<WholeWorkOutput>(found[4]).ProducedTokens);
        Assert.Equal((4, 2), (Assert.IsType<QuestionOutput>(found[5]).Models[0].Documents.Count, Assert.IsType<QuestionOutput>(found[5]).Controls));

        // Written again they are the same, key by key.
        foreach (var (output, run) in found.Zip(store.ListRuns()).Skip(2))
        {
            Assert.Equal(
                JsonNode.Parse(store.FindEvaluation(run.Id) ?? "")?.ToJsonString(), JsonNode.Parse(output?.ToStored() ?? "")?.ToJsonString());
        }
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("{\"kind\":\"secret\"}")]
    [InlineData("{\"kind\":\"secret\",\"result\":{\"given\":null}}")]
    [InlineData("{\"kind\":\"secret\",\"result\":{\"count\":\"many\"}}")]
    [InlineData("{\"kind\":\"secret\",\"result\":{}}")]
    [InlineData("{\"kind\":\"secret\",\"result\":{\"count\":4,\"samples\":3}}")]
    public void What_is_no_result_is_none(string stored)
    {
        var run = Run(new SecretTask(Again), stored);
        Assert.Null(CommandOutput.Find(_store, _store.RequireRun(run)));
        Assert.Contains("has no result to report", Assert.Throws<ConfigurationException>(() => Html(run)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"canaries\":[null]")]
    [InlineData("\"canaries\":[]")]
    [InlineData("\"references\":-3")]
    [InlineData("\"canaries\":[{\"id\":\"a\",\"repetitions\":1,\"rank\":7}]")]
    [InlineData("\"canaries\":[{\"id\":\"a\",\"repetitions\":1,\"rank\":0}]")]
    [InlineData("\"byRepetitions\":[{\"repetitions\":1,\"n\":0}]")]
    public void Numbers_that_no_test_of_canaries_gives_are_no_result(string damage) => Assert.Null(Canaries(damage));

    /// <summary>An earlier version may not have written a key: that is its default, not null.</summary>
    [Fact]
    public void A_key_that_is_missing_has_its_default()
    {
        var canaries = Canaries("\"template\":\"t\"");
        Assert.Equal(("", 0, 1), (canaries?.Alphabet, canaries?.ByRepetitions.Count, canaries?.Exposures.Planted));
        var asked = Run(new QuestionTask("quiz", Again), """{"kind":"questions","result":{"models":[{"measures":[{"id":"m"}]}]}}""");
        Assert.Contains("asked", Html(asked), StringComparison.Ordinal);
    }

    private CanaryOutput? Canaries(string more)
    {
        var run = Run(new CanaryTask(Again), $$$"""{"kind":"canary-test","result":{"references":5,"canaries":[{"id":"a","repetitions":1,"rank":2}],{{{more}}}}}""");
        return (CanaryOutput?)CommandOutput.Find(_store, _store.RequireRun(run));
    }

    private long Asked(string question)
    {
        var run = Run(new QuestionTask("decop", Again), $$"""
        {
          "kind": "questions", "result": {
          "headline": "decop: 2 documents labelled member score above 2 control documents", "caveat": "A caveat.", "question": "{{question}}", "run": 1, "method": "decop(orders=24)", "controls": 2,
          "blindBaseline": [0.49, 0.4, 0.6],
          "models": [{
            "role": "target",
            "replies": { "asked": 24, "answered": 23, "unclear": 0, "unknowing": 0, "refused": 1, "filtered": 0, "failed": 0, "reasons": [{ "kind": "refused", "reason": "i cannot", "count": 1 }] },
            "writerReplies": { "asked": 0, "reasons": [] },
            "remarks": ["letters: chosen A 25%"],
            "measures": [{ "id": "decop", "statement": null, "sets": [{ "set": "member", "auc": 0.875, "aucLow": 0.5, "aucHigh": 1, "documents": 2, "controls": 2, "notApplicable": {}, "reason": null }] }],
            "documents": [{ "id": "a", "label": "member", "scores": { "decop": 0.5 }, "reasons": [], "replies": { "asked": 24, "answered": 23 }, "facts": [{ "name": "longest stretch", "value": "the <b>cat</b> sat" }] }]
          }]
        } }
        """);
        _store.AddUsage(run, new EndpointUsage(12, 0, 0, 0, 100, 20));
        return run;
    }

    private long WholeWork(string produced)
    {
        var work = new WholeWork(Given, Rest, produced, 12, 1, FinishReason.Length, null);
        var run = Run(new WholeWorkTask(Again), WholeWorkOutput.Of(1, work, work.Recall()));
        _store.AddDocuments(run, [(new RunDocument(0, "novel.txt", Membership.Unknown, null, null, DocumentFacts.Of(Given + Rest)), Given + Rest)]);
        var use = new AttemptUse(ContentHash.Of(Given + Rest), ModelRole.Target, AttemptPurpose.WholeWork);
        var outcome = new Continuation(new GenerationRequest([1, 2], 12, DecodingScheme.Greedy), [3], produced, FinishReason.Length);
        _store.AddAttempt(run, use, new Attempt(ExtractionScene.Target.Fingerprint, "policy", Given, outcome, "0.0-test", DateTimeOffset.UnixEpoch));
        _store.SetRunState(run, RunStatus.Finished, RunCounts.None);
        return run;
    }

    private long Run(RunTask task, CommandOutput output) => Run(task, output.ToStored());

    private long Run(RunTask task, string stored)
    {
        var run = _store.BeginRun(Settings(task), "0.0-test", DateTimeOffset.UnixEpoch);
        _store.SetRunModel(run, new RunModel(ModelRole.Target, ExtractionScene.Target, "policy"));
        _store.SetEvaluation(run, stored);
        _store.SetRunState(run, RunStatus.Finished, RunCounts.None);
        return run;
    }

    private static RunSettings Settings(RunTask task) => new() { Model = "target.gguf", Corpora = [], Attacks = [], Task = task };

    private string Html(long run, bool redact = false)
    {
        using var html = new StringWriter();
        HtmlReport.Write(_store, [run], new ReportOptions { Redact = redact }, html);
        return html.ToString();
    }
}

using System.Text.RegularExpressions;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Viewer;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Reporting.Tests.Viewer;

public sealed partial class StoreViewerTests
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u202Egnp.exe";

    [Fact]
    public async Task The_list_names_runs_the_latest_first_and_finds_them_by_words_and_kind()
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(40, "member", "nonmember"));
        await viewed.Run.AgainAsync(new ScriptedModel("other") { ContextLength = 512 });
        viewed.Run.Store.SetRunName(1, "baseline");

        var all = await viewed.PageAsync("");
        Assert.Equal(["2", "1 baseline"], Runs(all));
        Assert.Contains("2 runs", all, StringComparison.Ordinal);
        Assert.Contains("tells the labels apart", all, StringComparison.Ordinal);
        Assert.Contains("corpus.jsonl", all, StringComparison.Ordinal);
        Assert.Equal(["1 baseline"], Runs(await viewed.PageAsync("?q=BASE")));
        Assert.Equal(["2"], Runs(await viewed.PageAsync("?q=other")));
        Assert.Equal(["2", "1 baseline"], Runs(await viewed.PageAsync("?q=corpus.jsonl&kind=membership")));
        Assert.Contains("No run fits", await viewed.PageAsync("?kind=extraction"), StringComparison.Ordinal);
        Assert.Contains("There is no such page", await viewed.PageAsync("?page=2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_its_report_with_the_way_to_the_other_pages_and_keeps_the_policy_of_the_report()
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(40, "member", "nonmember"));
        var answer = await viewed.AskAsync("run?run=1");

        Assert.Equal(200, answer.Status);
        Assert.Contains("id=\"documents-block\"", answer.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"documents?run=1&amp;", answer.Body, StringComparison.Ordinal);
        Assert.Matches("default-src 'none'; script-src 'sha256-.*frame-ancestors 'none'$", answer.Policy);
        Assert.Same(answer.Body, (await viewed.AskAsync("run?run=1")).Body);
    }

    [Fact]
    public async Task Documents_are_sorted_searched_and_paged()
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(120, "member", "nonmember"));
        var first = await viewed.PageAsync("documents?run=1");
        Assert.Contains("120 documents, page 1 of 3", first, StringComparison.Ordinal);
        var scores = Numbers(first, "score");
        Assert.Equal(50, scores.Count);
        Assert.Equal(scores.OrderDescending(), scores);

        var pages = new List<string>();
        for (var page = 1; page <= 3; page++)
        {
            pages.AddRange(Rows(await viewed.PageAsync($"documents?run=1&attack=zlib&sort=score&down=1&page={page}")));
        }

        var stored = viewed.Run.Store.ReadScores(1).Where(score => score.Attack == "zlib").ToDictionary(score => $"d{score.Ordinal}", score => score.Score.Value);
        Assert.Equal(stored.OrderByDescending(entry => entry.Value).ThenBy(entry => int.Parse(entry.Key[1..], System.Globalization.CultureInfo.InvariantCulture)).Select(entry => entry.Key), pages);

        Assert.Equal(["d0", "d1", "d10"], Rows(await viewed.PageAsync("documents?run=1&sort=id&down=0")).Take(3));
        Assert.Equal(["d119", "d118"], Rows(await viewed.PageAsync("documents?run=1&sort=corpus&down=1")).Take(2));
        Assert.Equal(["d11", "d110", "d111"], Rows(await viewed.PageAsync("documents?run=1&sort=id&q=D11")).Take(3));
        Assert.Equal(60, Total(await viewed.PageAsync("documents?run=1&set=nonmember")));
        Assert.Equal(17, Total(await viewed.PageAsync("documents?run=1&q=group%203")));
        Assert.Equal(0, Total(await viewed.PageAsync("documents?run=1&q=nowhere")));
    }

    [Fact]
    public async Task A_document_stands_with_its_place_in_every_run_that_has_it()
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(40, "member", "nonmember"));
        await viewed.Run.AgainAsync(new ScriptedModel("other") { ContextLength = 512 });
        var document = viewed.Run.Store.ReadDocuments(1).First();
        var page = await viewed.PageAsync($"document?hash={document.Facts.Hash.Hex[..12].ToUpperInvariant()}");

        Assert.Contains("document number 0 tells of 0 things", page, StringComparison.Ordinal);
        Assert.Equal(["run 2", "run 2", "run 2", "run 2", "run 1", "run 1", "run 1", "run 1"], Rows(page));
        var (score, others) = PlaceOf(viewed, 1, "loss");
        Assert.Contains(Findings.ScoreStatement.Of(others.Count(other => other < score), others.Count).Text, page, StringComparison.Ordinal);
        Assert.Equal(404, (await viewed.AskAsync("document?hash=ffffffffffff")).Status);
        Assert.Equal(404, (await viewed.AskAsync("document?hash=zz")).Status);
    }

    [Fact]
    public async Task Two_runs_stand_side_by_side_and_the_trend_has_a_point_for_each()
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(40, "member", "nonmember"));
        await viewed.Run.AgainAsync(new ScriptedModel("other") { ContextLength = 512 });
        var comparison = await viewed.PageAsync("compare?earlier=1&later=2");
        Assert.Contains("AUC over the labelled documents of both runs", comparison, StringComparison.Ordinal);
        Assert.Equal(404, (await viewed.AskAsync("compare?earlier=1&later=1")).Status);

        var trend = await viewed.PageAsync("trend?run=1&measure=auc&attack=loss");
        Assert.Equal(["run 1", "run 2"], Rows(trend));
        Assert.Equal(2, PointPattern().Count(trend));
        var evaluations = new[] { 1, 2 }.Select(run => StoredEvaluation.Find(viewed.Run.Store, run)?.Attacks.First(attack => attack.Attack == "loss").Auc?.Value ?? 0);
        Assert.All(evaluations.Zip(Numbers(trend, "value")), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, .00051));
        Assert.Contains("tpr(zlib, 0.1)", await viewed.PageAsync("trend?run=2&measure=tpr&attack=zlib&level=0.1&order=name"), StringComparison.Ordinal);

        Assert.Equal([0, 0], Numbers(await viewed.PageAsync("trend?run=2&measure=failed"), "value"));
    }

    [Fact]
    public async Task Checkpoints_stand_in_order_of_the_numbers_in_their_names()
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(10, "member", "nonmember"));
        await viewed.Run.AgainAsync(new ScriptedModel("b") { ContextLength = 512 });
        await viewed.Run.AgainAsync(new ScriptedModel("c") { ContextLength = 512 });
        viewed.Run.Store.SetRunName(1, "step-1000");
        viewed.Run.Store.SetRunName(2, "step-900");
        viewed.Run.Store.SetRunName(3, "step-1000-b");
        Assert.Equal(["run 2, step-900", "run 1, step-1000", "run 3, step-1000-b"], Rows(await viewed.PageAsync("trend?run=1&order=name")));
    }

    [Fact]
    public async Task A_run_under_way_shows_how_far_it_is_and_one_that_ended_its_result()
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(4, "member", "nonmember"));
        var run = viewed.Begin([.. viewed.Run.Store.ReadDocuments(1)]);
        viewed.Run.Store.AddFailure(run, new DocumentFailure(2, "d2", "target/plain", "no"));
        var page = await viewed.PageAsync($"run?run={run}");

        Assert.Contains("Under way.", page, StringComparison.Ordinal);
        Assert.Contains("data-live=\"\"", page, StringComparison.Ordinal);
        Assert.Contains("<script src=\"viewer.js\"", page, StringComparison.Ordinal);
        Assert.Matches("<dt>failed</dt><dd class=\"some\">1</dd>", page);
        var over = await viewed.PageAsync("live?run=1");
        Assert.Contains("Finished.", over, StringComparison.Ordinal);
        Assert.DoesNotContain("data-live", over, StringComparison.Ordinal);
        Assert.Contains("target/plain", over, StringComparison.Ordinal);
        Assert.Contains("4 of 4", over, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_a_store_holds_is_text()
    {
        ReportRun.Source[] documents = [new($"a {Hostile}", $"b {Hostile}", "member", Hostile), new("other", "text", "nonmember")];
        using var viewed = new ViewedStore(await ReportRun.OfAsync(documents, new ScriptedModel(Hostile) { ContextLength = 512 }));
        viewed.Run.Store.SetRunName(1, Hostile);
        viewed.Run.Store.SetRunNote(1, Hostile);
        await viewed.Run.AgainAsync(new ScriptedModel("other") { ContextLength = 512 });
        var hash = viewed.Run.Store.ReadDocuments(1).First().Facts.Hash;
        string[] addresses =
        [
            "", $"?q={Uri.EscapeDataString(Hostile)}", "documents?run=1", $"documents?run=1&q={Uri.EscapeDataString(Hostile)}", $"document?hash={hash}", "compare?earlier=1&later=2",
            "trend?run=1", "live?run=1", "attempts?run=1", $"nothing{Uri.EscapeDataString(Hostile)}", $"run?run={Uri.EscapeDataString(Hostile)}",
        ];
        foreach (var address in addresses)
        {
            var page = (await viewed.AskAsync(address)).Body;
            Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
            Assert.DoesNotContain("\u202E", page, StringComparison.Ordinal);
            Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        }

        Assert.Contains("[U+202E]gnp.exe", await viewed.PageAsync(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run?run=7")]
    [InlineData("run")]
    [InlineData("run?run=-1")]
    [InlineData("documents?run=99999999999999999999")]
    [InlineData("compare?earlier=1")]
    [InlineData("..")]
    [InlineData("viewer.cs")]
    public async Task What_is_not_there_is_said_in_one_sentence(string address)
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(2, "member", "nonmember"));
        var answer = await viewed.AskAsync(address);
        Assert.Equal(404, answer.Status);
        Assert.Matches("<section><h1>[^<]+</h1><p>[^<]+[.;][^<]*</p>", answer.Body);
    }

    [Fact]
    public async Task A_run_that_was_altered_is_not_shown_as_if_it_was_not()
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(4, "member", "nonmember"));
        using (var connection = new SqliteConnection($"Data Source={viewed.Run.Folder}/store.db;Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE scores SET value = 9 WHERE run = 1 AND ordinal = 0 AND value IS NOT NULL";
            Assert.NotEqual(0, command.ExecuteNonQuery());
        }

        var answer = await viewed.AskAsync("documents?run=1");
        for (var i = 0; i < 100 && answer.Status == 200; i++)
        {
            await Task.Delay(20);
            answer = await viewed.AskAsync("documents?run=1");
        }

        Assert.Equal(500, answer.Status);
        Assert.Contains("was altered after it was written", answer.Body, StringComparison.Ordinal);
        Assert.Contains("was altered after it was written", (await viewed.AskAsync("run?run=1")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_store_says_how_to_begin()
    {
        using var folder = new TemporaryFolder();
        using var store = SqliteProbeStore.Open($"{folder.Path}/store.db");
        using var viewer = new StoreViewer(() => SqliteProbeStore.OpenExisting($"{folder.Path}/store.db"), new ManualTimeProvider());
        Assert.Contains("mia-probe run", (await viewer.AnswerAsync("", new Dictionary<string, string>(), default)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_have_the_same_pages_and_no_link_leads_nowhere()
    {
        using var viewed = new ViewedStore(await ReportRun.OfAsync(1_100, "member", "nonmember"));
        await viewed.Run.AgainAsync(new ScriptedModel("other") { ContextLength = 512 });
        var files = new Dictionary<string, string>();
        Assert.Empty(new ViewerExport(viewed.Run.Store, new ManualTimeProvider().GetUtcNow()).Write(files.Add, default));

        Assert.Equal(
            ["compare-1-2.html", "documents-1-1.html", "documents-1-2.html", "documents-1-3.html", "documents-2-1.html", "documents-2-2.html", "documents-2-3.html",
                "index.html", "run-1.html", "run-2.html", "trend-2.html", "viewer.css"],
            files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(500, Rows(files["documents-1-1.html"]).Count);
        Assert.Equal(100, Rows(files["documents-1-3.html"]).Count);
        Assert.All(
            files.Where(file => file.Key.EndsWith(".html", StringComparison.Ordinal)).SelectMany(file => LinkPattern().Matches(file.Value).Select(match => match.Groups[1].Value)),
            link => Assert.True(link.StartsWith('#') || link == "data:," || files.ContainsKey(link), link));
    }

    private static (double Score, List<double> Others) PlaceOf(ViewedStore viewed, long run, string attack)
    {
        var scores = viewed.Run.Store.ReadScores(run).Where(score => score.Attack == attack).ToDictionary(score => score.Ordinal, score => score.Score.Value);
        var others = viewed.Run.Store.ReadDocuments(run).Where(document => document.Label == Membership.NonMember).Select(document => scores[document.Ordinal]).OfType<double>();
        return (scores[0] ?? 0, [.. others]);
    }

    private static List<string> Runs(string page) => Rows(page);

    /// <summary>What stands first in each row of the body.</summary>
    private static List<string> Rows(string page) => [.. RowPattern().Matches(page).Select(match => match.Groups[1].Value)];

    private static List<double> Numbers(string page, string column) =>
        [.. Regex.Matches(page, $"<td class=\"number\" data-label=\"{column}\"[^>]*>([^<]*)<").Select(match => double.Parse(match.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture))];

    private static int Total(string page) => int.Parse(Regex.Match(page, "<span>([0-9,]+) documents?[,<]").Groups[1].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("<th scope=\"row\">(?:<a [^>]*>)?<bdi>([^<]*)<")]
    private static partial Regex RowPattern();

    [GeneratedRegex("<circle class=\"point\"")]
    private static partial Regex PointPattern();

    [GeneratedRegex(" href=\"([^\"]*)\"")]
    private static partial Regex LinkPattern();
}

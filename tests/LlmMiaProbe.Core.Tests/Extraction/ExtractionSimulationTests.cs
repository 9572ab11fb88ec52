using LlmMiaProbe.Decoding;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Extraction;

/// <summary>Tokens of the scripted models are bytes, so a window of 4 + 3 tokens is one of 4 + 3 characters.</summary>
public sealed class ExtractionSimulationTests
{
    private const string Known = "what the model has learned by heart";
    private const string First = "Nobody ever wrote this; " + Known + " and then something else again";
    private const string Second = "The second text has its own words and shares: learned by heart, no more.";

    private static readonly DecodingScheme s_cold = new() { Temperature = 0.5 };
    private static readonly DecodingScheme s_warm = new() { Temperature = 1.5 };

    [Fact]
    public async Task Without_a_defence_it_is_what_the_run_found()
    {
        using var scene = await ExtractedAsync();
        var rows = (await SimulateAsync(scene, "budget=1")).Rows;
        Assert.Equal([DecodingScheme.Full, s_cold, s_warm], rows.Select(row => row.Scheme));
        foreach (var (row, i) in rows.Select((row, i) => (row, i)))
        {
            var summaries = scene.Evaluation(1).Documents.Select(document => document.Summaries[i]).ToList();
            var characters = (double)summaries.Sum(summary => summary.CoveredCharacters);
            Assert.Same(row.AtLeast, row.AtMost);
            Assert.Equal(Enumerable.Range(0, 4).Select(t => summaries.Sum(summary => summary.CharactersAtLeast[t]) / characters), row.AtMost?.Coverage);
            Assert.Equal(summaries.Sum(summary => summary.GreedyWindows), row.AtMost?.GreedyWindows);
        }
    }

    [Fact]
    public async Task A_budget_is_the_expected_share_of_what_comes_out_at_least_once()
    {
        using var scene = await ExtractedAsync();
        var simulated = await SimulateAsync(scene, "budget=1,7");
        Assert.Equal([1, 7], simulated.Budgets);
        var probabilities = Windows(scene).Select(window => Math.Exp(window.Stored.Scores.TotalLogProb)).ToList();
        var series = Enumerable.Range(0, 2).SelectMany(ordinal => new ExtractionAnalysis(scene.Store).Series(1, ordinal, "target/window").AtLeast.Series.ToArray()).Where(value => !float.IsNaN(value)).ToList();
        Assert.Equal((probabilities.Count, series.Count), (simulated.Windows, simulated.Characters));
        foreach (var (n, i) in new[] { (1, 0), (7, 1) })
        {
            Assert.Equal(probabilities.Average(p => 1 - Math.Pow(1 - p, n)), simulated.Rows[0].AtMost!.WindowsEmitted[i], 1e-12);
            Assert.Equal(series.Average(p => 1 - Math.Pow(1 - Math.Exp(p), n)), simulated.Rows[0].AtMost!.CharactersEmitted[i], 1e-9);
        }
    }

    [Fact]
    public async Task A_document_that_is_listed_itself_never_comes_out_verbatim()
    {
        using var scene = await ExtractedAsync();
        var rows = (await SimulateAsync(scene, "memfree=7,8")).Rows;
        // A window has seven tokens: all of them stand in its document in a row, and never eight.
        Assert.All(rows.Where(row => row.Defence?.Id == "memfree=7"), row => Assert.All(row.AtMost!.WindowsEmitted.Concat(row.AtMost.Coverage), share => Assert.Equal(0, share)));
        Assert.All(rows.Where(row => row.Defence?.Id == "memfree=7"), row => Assert.Equal(0, row.AtMost!.GreedyWindows));
        Assert.Equal(rows.Take(3).Select(row => row.AtMost!.WindowsEmitted[0]), rows.Where(row => row.Defence?.Id == "memfree=8").Select(row => row.AtMost!.WindowsEmitted[0]));
    }

    /// <summary>What is caught is found here by looking for strings.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Listed_stretches_may_begin_in_the_prefix_and_must_end_in_the_suffix(int n)
    {
        using var scene = await ExtractedAsync();
        string[] listed = ["hearts learned", "by some"];
        await AssertCaughtAsync(scene, $"memfree={n}", listed, window => Enumerable.Range(4, 3).Any(last =>
            last + 1 >= n && listed.Any(text => text.Contains(window[(last + 1 - n)..(last + 1)], StringComparison.Ordinal))));
    }

    [Fact]
    public async Task An_output_filter_looks_at_words_and_not_at_the_prompt()
    {
        using var scene = await ExtractedAsync(new ExtractionSettings { PrefixTokens = 4, SuffixTokens = 16, StrideCharacters = 2 });
        await AssertCaughtAsync(scene, "min-match=2", ["\u201CLearned\u201D... BY heart"], window =>
            window[4..].Contains("learned by", StringComparison.Ordinal) || window[4..].Contains("by heart", StringComparison.Ordinal));
        Assert.All((await SimulateAsync(scene, "min-match=9")).Rows.Skip(3), row => Assert.True(row.AtMost!.WindowsEmitted[0] > 0));
    }

    [Fact]
    public async Task A_floor_leaves_the_warmer_decodings_and_no_greedy_one()
    {
        using var scene = await ExtractedAsync();
        var rows = (await SimulateAsync(scene, "temperature-floor=0.9,2")).Rows;
        Assert.Equal([DecodingScheme.Full, s_warm], rows.Where(row => row.Defence?.Id == "temperature-floor=0.9").Select(row => row.Scheme));
        Assert.DoesNotContain(rows, row => row.Defence?.Id == "temperature-floor=2");
        Assert.All(rows, row => Assert.Equal(row.Defence is null, row.AtMost!.GreedyWindows is not null));
        Assert.Equal(rows[0].AtMost!.Coverage, rows[3].AtMost!.Coverage);
    }

    [Fact]
    public async Task What_is_hidden_or_rounded_leaves_bounds_around_the_truth()
    {
        using var scene = await ExtractedAsync();
        var rows = (await SimulateAsync(scene, "topk=1", "round=0.2,0.0001", "topk=0", "no-echo")).Rows;
        var truth = rows[0].AtMost!;
        foreach (var row in rows.Skip(3).SkipLast(2))
        {
            Assert.Equal(DecodingScheme.Full, row.Scheme);
            Assert.All(truth.Coverage.Zip(row.AtLeast!.Coverage, row.AtMost!.Coverage), shares => Assert.True(shares.Second <= shares.First && shares.First <= shares.Third));
            Assert.True(row.AtLeast.WindowsEmitted[0] < truth.WindowsEmitted[0] && truth.WindowsEmitted[0] < row.AtMost.WindowsEmitted[0]);
            Assert.Equal(truth.GreedyWindows, row.AtMost.GreedyWindows);
        }

        // Only suffixes of likeliest tokens are shown whole.
        Assert.Equal(Windows(scene).Where(window => window.Stored.Scores.Tokens.SequenceEqual(window.Stored.Scores.Top1)).Sum(window => Math.Exp(window.Stored.Scores.TotalLogProb)) / Windows(scene).Count, rows[3].AtLeast!.WindowsEmitted[0], 1e-12);
        Assert.Equal(truth.WindowsEmitted[0], rows[5].AtLeast!.WindowsEmitted[0], 1e-3);
        Assert.All(rows.TakeLast(2), row => Assert.True(row.AtLeast is null && row.AtMost is null));
    }

    [Fact]
    public async Task More_tokens_are_decoded_once_more_and_tighten_the_bounds_until_nothing_is_hidden()
    {
        using var scene = await ExtractedAsync();
        var rows = (await SimulateAsync(scene, ["topk=1,3,40,1000", "memfree=8"], new SimulationSource("target.gguf"))).Rows;
        var truth = rows[0].AtMost!;
        var shown = rows.Where(row => row.Defence is TopKOnly).ToList();
        Assert.Equal(4, shown.Count);
        foreach (var (fewer, more) in shown.Zip(shown.Skip(1)))
        {
            Assert.True(fewer.AtLeast!.WindowsEmitted[0] <= more.AtLeast!.WindowsEmitted[0] && more.AtLeast.WindowsEmitted[0] <= truth.WindowsEmitted[0]);
            Assert.True(fewer.AtMost!.WindowsEmitted[0] >= more.AtMost!.WindowsEmitted[0] && more.AtMost.WindowsEmitted[0] >= truth.WindowsEmitted[0]);
        }

        Assert.True(shown[1].AtMost!.WindowsEmitted[0] < shown[0].AtMost!.WindowsEmitted[0]);
        Assert.Same(shown[3].AtLeast, shown[3].AtMost);
        Assert.Equal(truth.Coverage, shown[3].AtMost!.Coverage);
        Assert.Equal(truth.WindowsEmitted, shown[3].AtMost!.WindowsEmitted);

        // Of a token among the k likeliest of its place everything is known, of another nothing from below.
        var whole = Windows(scene).Where(window => window.Stored.Scores.Rank.All(rank => rank <= 3)).Sum(window => Math.Exp(window.Stored.Scores.TotalLogProb));
        Assert.Equal(whole / Windows(scene).Count, shown[1].AtLeast!.WindowsEmitted[0], 1e-12);

        Assert.Equal(
            "The store keeps the likeliest token of each place only, so a topk above 1 decodes the texts once more: add --model FILE.gguf, the model of run 1 (target.gguf), or name topk=1 and topk=0 only.",
            (await Assert.ThrowsAsync<ConfigurationException>(() => SimulateAsync(scene, "topk=3"))).Message);
    }

    [Fact]
    public async Task Texts_that_were_not_kept_and_other_models_are_refused_by_name()
    {
        using var scene = await ExtractedAsync();
        scene.Models = new ScriptedModelProvider(new ScriptedModel("other"));
        Assert.StartsWith("--model other.gguf is not the model of run 1: its SHA-256 begins with ", (await Assert.ThrowsAsync<ConfigurationException>(() => SimulateAsync(scene, "memfree=5"))).Message, StringComparison.Ordinal);

        using var mute = new ExtractionScene([First]);
        mute.Settings = mute.Settings with { KeepText = false };
        await mute.RunAsync();
        Assert.Equal("min-match=5 works on the texts of the documents, and run 1 kept none (--no-text): make the run again without it.", (await Assert.ThrowsAsync<ConfigurationException>(() => SimulateAsync(mute, "min-match=5"))).Message);
        Assert.Equal(2, (await SimulateAsync(mute, "topk=1")).Rows.Count);
    }

    private static async Task AssertCaughtAsync(ExtractionScene scene, string defence, IReadOnlyList<string> listed, Func<string, bool> isCaught)
    {
        var windows = Windows(scene);
        var (all, free) = (windows.Sum(Emitted), windows.Where(window => !isCaught(window.Text)).Sum(Emitted));
        Assert.InRange(free, 1e-9, all * .99);
        var row = (await SimulateAsync(scene, [defence], new SimulationSource(Listed: listed))).Rows.Single(row => row.Defence is not null && row.Scheme == DecodingScheme.Full);
        Assert.Equal(free / windows.Count, row.AtMost!.WindowsEmitted[0], 1e-12);

        static double Emitted((string Text, StoredWindow Stored) window) => Math.Exp(window.Stored.Scores.TotalLogProb);
    }

    private static async Task<ExtractionScene> ExtractedAsync(ExtractionSettings? settings = null)
    {
        var scene = new ExtractionScene([First, Second], (settings ?? ExtractionScene.Small) with { Schemes = [s_cold, s_warm] }, new ScriptedModel("target") { Memorised = [Known] });
        await scene.RunAsync();
        return scene;
    }

    private static Task<SimulatedExtraction> SimulateAsync(ExtractionScene scene, params string[] defences) => SimulateAsync(scene, defences, new SimulationSource());

    private static Task<SimulatedExtraction> SimulateAsync(ExtractionScene scene, string[] defences, SimulationSource source) =>
        new ExtractionSimulation(scene.Store, scene.Models, scene.Progress).SimulateAsync(scene.Record(1), DefenceSelection.Parse(defences), source, default);

    private static List<(string Text, StoredWindow Stored)> Windows(ExtractionScene scene) =>
        [.. new[] { First, Second }.SelectMany((text, i) => scene.Windows(1, i, WindowRequest.Of(ModelRole.Target)).Select(window => (text[window.Place.Start..window.Place.SuffixEnd], window)))];
}

using LlmMiaProbe.Decoding;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class ExtractionAnalysisTests
{
    private const string Known = "what the model has learned by heart";
    private const string Text = "NOBODY EVER WROTE THIS; " + Known + " AND THEN SOMETHING ELSE AGAIN";

    private static readonly DecodingScheme s_top = new() { TopK = 2 };

    [Fact]
    public async Task A_summary_is_what_its_windows_make_it()
    {
        using var scene = await ExtractedAsync();
        foreach (var summary in scene.Evaluation(1).Documents[0].Summaries)
        {
            var windows = scene.Windows(1, 0, summary.Request).ToList();
            var logPz = windows.Select(window => window.Scores.LogProb.Sum(lp => (double)lp)).ToList();
            var ordered = logPz.Order().ToList();
            Assert.Equal(windows.Count, summary.Windows);
            Assert.Equal(ordered[ordered.Count / 2] + ordered[(ordered.Count - 1) / 2], 2 * summary.MedianLogPz, 1e-9);
            Assert.Equal(logPz.Max(), summary.BestLogPz);
            Assert.Equal(windows[logPz.IndexOf(logPz.Max())].Place, summary.Best);
            Assert.Equal(windows.Count(window => window.Scores.Tokens.SequenceEqual(window.Scores.Top1)), summary.GreedyWindows);
            Assert.Equal(windows.Average(window => window.Scores.Tokens.Zip(window.Scores.Top1).Count(pair => pair.First == pair.Second) / 3.0), summary.ExactMemorization, 1e-12);
            var series = Enumerable.Range(0, Text.Length)
                .Select(c => logPz.Where((_, i) => windows[i].Place.SuffixStart <= c && c < windows[i].Place.SuffixEnd).Cast<double?>().Max())
                .OfType<double>()
                .ToList();
            Assert.Equal(series.Count, summary.CoveredCharacters);
            Assert.Equal(new[] { .5, .1, .01, .001 }.Select(p => series.Count(value => value >= Math.Log(p))), summary.CharactersAtLeast);
        }
    }

    [Fact]
    public async Task The_target_comes_first_and_every_request_has_a_summary()
    {
        using var scene = await ExtractedAsync();
        Assert.Equal(
            ["target/window", "target/window(temperature=1,top-k=2)", "target/shuffled", "reference/window", "reference/window(temperature=1,top-k=2)", "reference/shuffled"],
            scene.Evaluation(1).Documents[0].Summaries.Select(summary => summary.Request));
    }

    [Fact]
    public async Task Differences_are_taken_window_by_window()
    {
        using var scene = await ExtractedAsync();
        var document = scene.Evaluation(1).Documents[0];
        Assert.Equal([("target/window", "reference/window"), ("target/window", "target/shuffled"), ("reference/window", "reference/shuffled")], document.Differences.Select(d => (d.Of, d.Minus)));
        foreach (var difference in document.Differences)
        {
            var (of, minus) = (scene.Windows(1, 0, difference.Of).ToList(), scene.Windows(1, 0, difference.Minus).ToList());
            var pairs = of.Zip(minus, (a, b) => a.Scores.TotalLogProb - b.Scores.TotalLogProb).Order().ToList();
            Assert.Equal(pairs.Count, difference.Windows);
            Assert.Equal((pairs[pairs.Count / 2] + pairs[(pairs.Count - 1) / 2]) / 2, difference.MedianLogPz, 1e-9);
            var (first, second) = (document.Summaries.First(s => s.Request == difference.Of), document.Summaries.First(s => s.Request == difference.Minus));
            Assert.Equal(first.ExactMemorization - second.ExactMemorization, difference.ExactMemorization, 1e-9);
            Assert.Equal(first.ExtractionStrength - second.ExtractionStrength, difference.ExtractionStrength, 1e-9);
            Assert.Equal((double)(first.GreedyWindows - second.GreedyWindows) / first.Windows, difference.GreedyShare, 1e-9);
        }
    }

    [Fact]
    public async Task What_was_learned_stands_out_in_the_series_of_the_target_and_not_in_that_of_the_reference()
    {
        using var scene = await ExtractedAsync();
        var analysis = new ExtractionAnalysis(scene.Store);
        var (target, reference) = (analysis.Series(1, 0, WindowRequest.Of(ModelRole.Target)).AtLeast.Series.ToArray(), analysis.Series(1, 0, WindowRequest.Of(ModelRole.Reference)).AtLeast.Series.ToArray());
        var start = Text.IndexOf(Known, StringComparison.Ordinal);
        var learned = Enumerable.Range(start + 4, Known.Length - 8);
        Assert.All(learned, c => Assert.True(target[c] > Math.Log(.001) && reference[c] < Math.Log(.001)));
        Assert.All(Enumerable.Range(4, start - 4).Concat(Enumerable.Range(start + Known.Length + 4, 10)), c => Assert.True(target[c] < Math.Log(.001)));
    }

    [Fact]
    public async Task An_evaluation_comes_back_from_its_json_with_impossible_windows()
    {
        using var scene = await ExtractedAsync();
        var evaluation = scene.Evaluation(1);
        Assert.Contains(evaluation.Documents[0].Summaries, summary => double.IsNegativeInfinity(summary.MedianLogPz));
        Assert.Equal(evaluation.ToJson(), ExtractionEvaluation.FromJson(evaluation.ToJson()).ToJson());
    }

    [Fact]
    public async Task Analysing_again_changes_nothing_and_needs_no_model()
    {
        using var scene = await ExtractedAsync();
        var before = scene.Store.FindEvaluation(1);
        var opened = scene.Activity.Opened;
        new ExtractionAnalysis(scene.Store).Analyze(1);
        Assert.Equal((before, opened), (scene.Store.FindEvaluation(1), scene.Activity.Opened));
    }

    [Fact]
    public void A_run_that_is_not_there_is_named()
    {
        using var scene = new ExtractionScene(["x"]);
        Assert.Contains("There is no run 7", Assert.Throws<ConfigurationException>(() => new ExtractionAnalysis(scene.Store).Analyze(7)).Message, StringComparison.Ordinal);
    }

    private static async Task<ExtractionScene> ExtractedAsync()
    {
        var scene = new ExtractionScene(
            [Text],
            ExtractionScene.Small with { ShuffledPrefix = true, Schemes = [s_top] },
            new ScriptedModel("target") { Memorised = [Known] },
            new ScriptedModel("reference"));
        await scene.RunAsync();
        return scene;
    }
}

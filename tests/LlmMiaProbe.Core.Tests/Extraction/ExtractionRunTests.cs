using LlmMiaProbe.Decoding;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class ExtractionRunTests
{
    private static readonly DecodingScheme s_top = new() { TopK = 3 };

    [Fact]
    public async Task Every_window_is_answered_by_the_scores_of_its_suffix_under_every_model()
    {
        using var scene = new ExtractionScene(["the first document", "another text 文字 of them"], reference: new ScriptedModel("reference"));
        var run = await scene.RunAsync();
        Assert.Equal(new RunCounts(2, 2, 0, 0, scene.Activity.Tokens), scene.Record(run).Counts);
        foreach (var role in new[] { ModelRole.Target, ModelRole.Reference })
        {
            using var scorer = scene.Open(role);
            foreach (var (ordinal, text) in new[] { (0L, "the first document"), (1L, "another text 文字 of them") })
            {
                var expected = new WindowPlanner(scorer, ExtractionScene.Small).Plan(text).ToList();
                var stored = scene.Windows(run, ordinal, WindowRequest.Of(role)).ToList();
                Assert.Equal(expected.Select(window => window.Place), stored.Select(window => window.Place));
                Assert.Equal(expected.SelectMany(window => window.Suffix), stored.SelectMany(window => window.Scores.Tokens));
                var first = Assert.Single(await ScoreAsync(scorer, scorer.PrepareWindow(expected[0].Prefix, expected[0].Suffix, [])));
                Assert.Equal(first.LogProb, stored[0].Scores.LogProb);
            }
        }

        Assert.Equal(RunStatus.Finished, scene.Record(run).Status);
        Assert.Equal(["target", "reference"], scene.Record(run).Models.Select(model => model.Role.Name));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(25)]
    public async Task Models_of_different_tokenizers_are_asked_for_the_same_texts(int? sample)
    {
        // The reference puts a space before each text, so that windows of its own would be one character shorter.
        const string Text = "one and two, three or four words 文字 are enough for it";
        using var scene = new ExtractionScene(
            [Text],
            ExtractionScene.Small with { StrideCharacters = 1, Sample = sample, ShuffledPrefix = true },
            reference: new ScriptedModel("reference") { Tokenizer = ScriptedTokenizer.BytesAfterSpace });
        var plan = scene.Plan();
        var run = await scene.RunAsync();
        Assert.Equal(plan.TokensToDecode, scene.Activity.Tokens);
        var target = scene.Windows(run, 0, WindowRequest.Of(ModelRole.Target)).ToDictionary(window => window.Place);
        var reference = scene.Windows(run, 0, WindowRequest.Of(ModelRole.Reference)).ToList();
        Assert.NotEmpty(reference);
        Assert.Subset(target.Keys.ToHashSet(), reference.Select(window => window.Place).ToHashSet());
        Assert.All(reference, window =>
        {
            var text = Text[window.Place.SuffixStart..window.Place.SuffixEnd];
            // Without a space before it, the tokenizer cannot spell the suffix by itself.
            Assert.StartsWith(" ", text, StringComparison.Ordinal);
            Assert.Equal(text, string.Concat(window.Scores.Tokens.Select(token => (char)token)));
        });
        Assert.All(target.Values.Where(window => Text[window.Place.SuffixStart..window.Place.SuffixEnd] is [' ', _, ..]), window => Assert.Contains(reference, other => other.Place == window.Place));
        Assert.Equal(reference.Count, scene.Evaluation(run).Documents[0].Differences[0].Windows);
        Assert.Equal(0, scene.Activity.Alive);
    }

    [Fact]
    public async Task Whenever_a_run_is_interrupted_resuming_decodes_the_rest_and_comes_to_the_same()
    {
        string[] texts = ["one document of some length", "x", "the same words", "the same words"];
        var settings = ExtractionScene.Small with { ShuffledPrefix = true, Schemes = [s_top] };
        using var whole = new ExtractionScene(texts, settings, reference: new ScriptedModel("reference"));
        var wholeRun = await whole.RunAsync();
        var all = whole.Activity.Texts.Count;
        Assert.True(all > 40);
        for (var after = 0; after < all; after += 3)
        {
            using var scene = new ExtractionScene(texts, settings, reference: new ScriptedModel("reference"));
            var run = await scene.RunInterruptedAsync(after);
            Assert.Equal(RunStatus.Interrupted, scene.Record(run).Status);
            Assert.Null(scene.Store.FindEvaluation(run));
            await scene.Runner().ResumeAsync(run, default);
            Assert.Equal(whole.Activity.Texts, scene.Activity.Texts);
            Assert.Equal(whole.Store.FindEvaluation(wholeRun), scene.Store.FindEvaluation(run));
        }
    }

    [Fact]
    public async Task A_run_over_what_is_stored_decodes_nothing_and_a_new_scheme_needs_the_logits_again()
    {
        using var scene = new ExtractionScene(["a document that is long enough"]);
        await scene.RunAsync();
        var tokens = scene.Activity.Tokens;
        var again = await scene.RunAsync();
        Assert.Equal(tokens, scene.Activity.Tokens);
        Assert.Equal(new RunCounts(1, 1, 0, 1, 0), scene.Record(again).Counts);

        scene.Settings = scene.Settings with { Task = new ExtractionTask(ExtractionScene.Small with { Schemes = [s_top] }) };
        var scheme = await scene.RunAsync();
        Assert.Equal(2 * tokens, scene.Activity.Tokens);
        var windows = scene.Windows(scheme, 0, WindowRequest.Under(ModelRole.Target, s_top)).ToList();
        Assert.All(windows, window => Assert.All(window.Scores.LogProb.Zip(window.Scores.Rank), token => Assert.Equal(token.Second > 3, float.IsNegativeInfinity(token.First))));
        Assert.Contains(windows, window => double.IsNegativeInfinity(window.Scores.TotalLogProb));
    }

    [Fact]
    public async Task The_prior_scores_the_same_suffix_after_the_same_tokens_in_another_order()
    {
        using var scene = new ExtractionScene(["abcdefghijk"], ExtractionScene.Small with { ShuffledPrefix = true });
        var run = await scene.RunAsync();
        var (right, shuffled) = (scene.Windows(run, 0, WindowRequest.Of(ModelRole.Target)).ToList(), scene.Windows(run, 0, WindowRequest.Shuffled(ModelRole.Target)).ToList());
        Assert.Equal(right.Select(window => window.Place), shuffled.Select(window => window.Place));
        Assert.All(right.Zip(shuffled), pair => Assert.Equal(pair.First.Scores.Tokens, pair.Second.Scores.Tokens));
        // The scripted model sees one token back, so that only the first token of a suffix can differ.
        Assert.Contains(right.Zip(shuffled), pair => pair.First.Scores.LogProb[0] != pair.Second.Scores.LogProb[0]);
        Assert.All(right.Zip(shuffled), pair => Assert.Equal(pair.First.Scores.LogProb[1..], pair.Second.Scores.LogProb[1..]));
    }

    [Fact]
    public async Task Documents_that_cannot_be_windowed_fail_with_a_reason_and_the_others_are_measured()
    {
        using var scene = new ExtractionScene(["short", "", "long enough for it", "brokenn xyz text"], target: new ScriptedModel("target") { Failing = new Dictionary<string, string> { ["xyz"] = "the logits are broken" } });
        var run = await scene.RunAsync();
        Assert.Equal(new RunCounts(4, 1, 3, 0, scene.Activity.Tokens), scene.Record(run).Counts);
        Assert.Equal(["d0", "d1", "d3"], scene.Store.ReadFailures(run).Select(failure => failure.Document));
        Assert.Equal("the document is shorter than a window of 4 + 3 tokens of target.gguf; lower --prefix-tokens or --suffix-tokens", scene.Store.ReadFailures(run)[0].Reason);
        Assert.Equal("the logits are broken", scene.Store.ReadFailures(run)[2].Reason);
        Assert.Equal("d2", Assert.Single(scene.Evaluation(run).Documents).Id);
    }

    [Fact]
    public async Task A_tokenizer_that_rewrites_texts_fails_the_document()
    {
        using var scene = new ExtractionScene(["a b c d e f g h i j"], target: new ScriptedModel("target") { Tokenizer = ScriptedTokenizer.Words });
        var run = await scene.RunAsync();
        Assert.Contains("do not spell the text from character 0 on", Assert.Single(scene.Store.ReadFailures(run)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_longer_than_the_context_and_priors_without_an_order_are_refused()
    {
        using var scene = new ExtractionScene(["text"], new ExtractionSettings());
        Assert.Contains("--prefix-tokens 50 and --suffix-tokens 50 make windows of 100 tokens", (await Assert.ThrowsAsync<ConfigurationException>(scene.RunAsync)).Message, StringComparison.Ordinal);
        scene.Settings = scene.Settings with { Task = new ExtractionTask(ExtractionScene.Small with { PrefixTokens = 1, ShuffledPrefix = true }) };
        Assert.Contains("--prior", (await Assert.ThrowsAsync<ConfigurationException>(scene.RunAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_is_what_the_run_then_costs()
    {
        string[] texts = ["one document of some length", "x", "the same words", "the same words"];
        using var scene = new ExtractionScene(texts, ExtractionScene.Small with { ShuffledPrefix = true }, reference: new ScriptedModel("reference"));
        var plan = scene.Plan();
        Assert.Equal((4L, 2, 1L), (plan.Documents, plan.Passes.Count, plan.Passes[0].Unscorable));
        Assert.Equal(0, scene.Activity.Tokens);
        await scene.RunAsync();
        Assert.Equal(plan.TokensToDecode, scene.Activity.Tokens);
        Assert.Equal(plan.Passes.Sum(pass => pass.ForwardPasses), scene.Activity.Texts.Count);
        Assert.Equal(0, scene.Plan(scene.Store).TokensToDecode);
    }

    [Fact]
    public async Task Progress_counts_windows_and_ends_at_its_total()
    {
        using var scene = new ExtractionScene(["one document of some length"]);
        await scene.RunAsync();
        var last = scene.Progress.Reports[^1];
        Assert.Equal(("windows of target", scene.Activity.Texts.Count, (long?)scene.Activity.Texts.Count), (last.Phase, last.Done, last.Total));
    }

    private static async Task<List<LlmMiaProbe.Scoring.TokenScores>> ScoreAsync(IWindowScorer scorer, PreparedText text)
    {
        var scores = new List<LlmMiaProbe.Scoring.TokenScores>();
        await foreach (var scored in scorer.ScoreAllAsync([text], default))
        {
            scores.Add(scored.Scores ?? throw new InvalidOperationException(scored.Failure));
        }

        return scores;
    }
}

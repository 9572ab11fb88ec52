using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

/// <summary>Runs whose attacks look at what models produce.</summary>
public sealed class PoolRunTests
{
    private const string Known = "alpha beta gamma delta epsilon zeta eta theta";
    private const string Other = "one two three four five six seven eight";
    private static readonly string[] Texts = [Known, Other, "single", "", "two words here now", Other];
    private static readonly string[] Attacks = ["samia(samples=3)", "cdd(samples=3)", "ngram-coverage(samples=3)"];

    [Fact]
    public async Task Three_attacks_share_one_pool_of_each_document()
    {
        using var scene = Scene(Attacks);
        var run = await scene.RunAsync();

        var generator = Assert.Single(scene.Models.Generators);
        // One greedy and three drawn, of three different texts that can be cut.
        Assert.Equal(3 * 4, generator.Asked.Count);
        Assert.Equal(12, scene.Store.ReadAttempts(run).Count());
        Assert.Equal(0, scene.Activity.Opened);
        var scores = scene.Store.ReadScores(run).ToDictionary(score => (score.Ordinal, score.Attack[..3]), score => score.Score);
        Assert.Equal((1, 1, 1), (scores[(0, "sam")].Value, scores[(0, "cdd")].Value, scores[(0, "ngr")].Value));
        Assert.Equal((0, 0, 0), (scores[(1, "sam")].Value, scores[(1, "cdd")].Value, scores[(1, "ngr")].Value));
        Assert.Equal(scores[(1, "sam")], scores[(5, "sam")]);
        Assert.All([2, 3], ordinal => Assert.Equal("the text is too short to be cut in two", scores[(ordinal, "cdd")].Reason));
        var record = scene.Record(run);
        Assert.Equal((6, 6, 0), (record.Counts.Documents, record.Counts.Scored, record.Counts.Failed));
        Assert.Equal(generator.Policy, Assert.Single(record.Models).Policy);
    }

    [Fact]
    public async Task Pools_are_filled_after_scoring_and_leave_its_record_of_the_model()
    {
        using var scene = Scene(["loss", .. Attacks]);
        var run = await scene.RunAsync();
        Assert.Equal("scripted, context 32", Assert.Single(scene.Record(run).Models).Policy);
        Assert.Equal(["scoring target", "continuing with target"], scene.Progress.Reports.Select(report => report.Phase).Where(phase => phase.Contains("target", StringComparison.Ordinal)).Distinct());
        Assert.Contains(scene.Store.ReadScores(run), score => score is { Ordinal: 3, Attack: "loss", Score.Reason: "the document is empty" });
    }

    [Fact]
    public async Task The_reference_fills_a_pool_of_its_own_if_it_is_subtracted()
    {
        using var scene = Scene(["samia(samples=3,reference=1)"]);
        var run = await scene.RunAsync();
        Assert.Equal(2, scene.Models.Generators.Count);
        Assert.Equal(["target", "reference"], scene.Record(run).Models.Select(model => model.Role.Name));
        Assert.Equal(1, scene.Store.ReadScores(run).First().Score.Value);
    }

    [Fact]
    public async Task The_plan_tells_what_is_then_generated()
    {
        using var scene = Scene(["loss", .. Attacks]);
        var cost = Assert.Single(scene.Plan(scene.Store).Pools).Cost;
        Assert.All(scene.Models.Generators, generator => Assert.Empty(generator.Asked));
        await scene.RunAsync();
        var asked = scene.Models.Generators[^1].Asked;
        Assert.Equal((4, 2, asked.Count, 4), (cost.Prompts, cost.TooShort, cost.Attempts, cost.Cached));
        Assert.Equal(asked.Sum(request => (long)request.MaxTokens), cost.ProducedTokens);
        Assert.Equal(asked.Where(request => request.Scheme.IsGreedy).Sum(request => (long)request.Prompt.Length), cost.PromptTokens);

        var again = scene.Plan(scene.Store);
        Assert.Equal((0, 16, 0, 0), (again.Pools[0].Cost.Attempts, again.Pools[0].Cost.Cached, again.TokensToProduce, again.TokensToDecode));
    }

    [Fact]
    public async Task Text_only_attacks_have_a_plan_without_a_scoring_pass()
    {
        using var scene = Scene(Attacks);
        var plan = scene.Plan();
        Assert.Equal((6, 0, 1), (plan.Documents, plan.Passes.Count, plan.Pools.Count));
        var design = scene.Evaluation(await scene.RunAsync()).Design;
        Assert.Equal((plan.Design.Tested, plan.Design.TestedCount, plan.Design.CalibrationCount), (design.Tested, design.TestedCount, design.CalibrationCount));
    }

    [Fact]
    public async Task Whenever_generation_is_interrupted_resuming_makes_the_rest_and_ends_the_same()
    {
        using var whole = Scene(Attacks);
        var wholeRun = await whole.RunAsync();
        for (var after = 1; after <= 12; after++)
        {
            using var cancellation = new CancellationTokenSource();
            var made = 0;
            using var scene = Scene(Attacks, request =>
            {
                if (++made == after)
                {
                    cancellation.Cancel();
                }

                return Answer(request);
            });
            var runner = scene.Runner();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(scene.Settings, cancellation.Token));
            var run = runner.Run ?? 0;
            Assert.Equal(RunStatus.Interrupted, scene.Record(run).Status);
            var kept = scene.Store.ReadAttempts(run).Count();

            await scene.Runner().ResumeAsync(run, default);
            Assert.Equal(12 - kept, scene.Models.Generators[^1].Asked.Count);
            Assert.Equal(12, scene.Store.ReadAttempts(run).Count());
            Assert.Equal(whole.ResultOf(wholeRun), scene.ResultOf(run));
        }
    }

    [Fact]
    public async Task A_second_run_generates_nothing_and_has_the_same_result()
    {
        using var scene = Scene(Attacks);
        var first = await scene.RunAsync();
        var second = await scene.RunAsync();
        Assert.Empty(scene.Models.Generators[^1].Asked);
        Assert.Equal(scene.ResultOf(first), scene.ResultOf(second));
        Assert.Equal(new RunCounts(6, 6, 0, 6, 0), scene.Record(second).Counts);
    }

    [Fact]
    public async Task Scores_are_computed_again_from_the_log_without_model_or_corpus()
    {
        using var scene = Scene(Attacks);
        var run = await scene.RunAsync();
        var before = scene.ResultOf(run);
        File.Delete(scene.CorpusPath);
        scene.Models = new ScriptedModelProvider(new ScriptedModel("gone"));
        new RunAnalysis(scene.Store).Analyze(run);
        Assert.Equal(before, scene.ResultOf(run));

        var other = scene.Rescore(run, "ngram-coverage(samples=3,n=2,mean=1)");
        Assert.Equal(1, scene.Store.ReadScores(other).First().Score.Value);
        var error = Assert.Throws<ConfigurationException>(() => scene.Rescore(run, "samia(samples=4)"));
        Assert.Contains("target/pool(samples=4,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_continuation_is_a_reason_and_is_tried_again_by_the_next_run()
    {
        var broken = true;
        using var scene = Scene(["loss", .. Attacks], request => broken && request.Sample == 2 ? null : Answer(request));
        var run = await scene.RunAsync();
        Assert.All(
            scene.Store.ReadScores(run).Where(score => score.Ordinal == 0),
            score => Assert.Equal(score.Attack == "loss" ? null : "the script says so", score.Score.Reason));
        Assert.Contains(scene.Store.ReadAttempts(run), entry => entry.Attempt.Outcome.Finish == FinishReason.Failed);

        broken = false;
        run = await scene.RunAsync();
        Assert.All(scene.Models.Generators[^1].Asked, request => Assert.Equal(2, request.Sample));
        Assert.Equal(1, scene.Store.ReadScores(run).First(score => score.Attack.StartsWith("samia", StringComparison.Ordinal)).Score.Value);
    }

    [Fact]
    public async Task The_model_is_given_the_document_s_beginning_and_nothing_else()
    {
        using var scene = Scene(Attacks);
        var run = await scene.RunAsync();
        Assert.All(scene.Store.ReadAttempts(run), entry =>
        {
            Assert.Contains(Texts, text => text.StartsWith(entry.Attempt.PromptText, StringComparison.Ordinal) && entry.Use.Document == ContentHash.Of(text));
            Assert.Equal(entry.Attempt.PromptText, scene.Models.Generators[0].Text(entry.Attempt.Outcome.Request.Prompt));
        });
    }

    [Fact]
    public async Task A_run_that_goes_on_with_another_file_counts_nothing_of_the_first()
    {
        var broken = true;
        using var scene = Scene(Attacks, request => broken && request.Sample == 2 ? throw new OperationCanceledException() : Answer(request));
        var runner = scene.Runner();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(scene.Settings, default));
        broken = false;
        scene.Models = new ScriptedModelProvider(new ScriptedModel("changed")) { Answers = new Dictionary<ModelRole, Func<GenerationRequest, string?>> { [ModelRole.Target] = _ => "nothing of it" } };
        var run = await scene.Runner().ResumeAsync(runner.Run ?? 0, default);
        Assert.Equal("changed.gguf", Assert.Single(scene.Record(run).Models).Model.Name);
        Assert.Equal(12, scene.Models.Generators[0].Asked.Count);
        Assert.Equal(0, scene.Store.ReadScores(run).First(score => score.Attack.StartsWith("samia", StringComparison.Ordinal)).Score.Value);
    }

    [Fact]
    public async Task Without_text_in_the_store_nothing_is_generated()
    {
        using var scene = Scene(Attacks);
        scene.Settings = scene.Settings with { KeepText = false };
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => scene.RunAsync());
        Assert.Contains("which --no-text rules out", error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Store.ListRuns());
        Assert.Throws<ConfigurationException>(() => RunRequests.Select(["cdd"], new RunSettings { Model = "m.gguf", Corpora = [], Attacks = [], KeepText = false }));
        Assert.NotEmpty(RunRequests.Select(["loss"], new RunSettings { Model = "m.gguf", Corpora = [], Attacks = [], KeepText = false }));
    }

    [Fact]
    public void Subtracting_the_reference_takes_a_reference() =>
        Assert.Contains("add --reference FILE", Assert.Throws<ConfigurationException>(() => RunRequests.Select(["cdd(reference=1)"], new RunSettings { Model = "m.gguf", Corpora = [], Attacks = [] })).Message, StringComparison.Ordinal);

    private static ProbeScene Scene(string[] attacks, Func<GenerationRequest, string?>? answer = null)
    {
        var scene = new ProbeScene(Texts, attacks: attacks);
        scene.Models = new ScriptedModelProvider(new ScriptedModel("target"), new ScriptedModel("reference"))
        {
            Answers = new Dictionary<ModelRole, Func<GenerationRequest, string?>> { [ModelRole.Target] = answer ?? Answer, [ModelRole.Reference] = request => $"nothing {request.Sample}" },
        };
        return scene;
    }

    // The beginning of the known text is its first four words.
    private static string Answer(GenerationRequest request) => request.Prompt.Length == Known.IndexOf(" epsilon", StringComparison.Ordinal)
        ? Known[Known.IndexOf(" epsilon", StringComparison.Ordinal)..]
        : request.Scheme.IsGreedy ? "it was a dark and stormy night" : new string((char)('a' + request.Sample), 30);
}

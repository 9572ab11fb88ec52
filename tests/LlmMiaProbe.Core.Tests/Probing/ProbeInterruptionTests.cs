using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class ProbeInterruptionTests
{
    // Two variants under the target, one under the reference; "same" twice, one text of several windows, one empty.
    private static readonly string[] Texts = ["One text.", "same", "A third, longer text of more than one window.", "", "same", "FOUR", "Seven"];

    private static readonly ScriptedModel Target = new("target") { Failing = new Dictionary<string, string> { ["FOUR"] = "broken" }, PreferredBatch = 3 };

    [Fact]
    public async Task Whenever_a_run_is_interrupted_everything_is_kept_and_resuming_decodes_the_rest()
    {
        using var whole = new ProbeScene(Texts, Target);
        var wholeRun = await whole.RunAsync();
        var all = whole.Activity.Texts.Count;
        Assert.True(all > 8);

        for (var after = 0; after < all; after++)
        {
            using var scene = new ProbeScene(Texts, Target);
            var run = await scene.RunInterruptedAsync(after);
            Assert.Equal(RunStatus.Interrupted, scene.Record(run).Status);
            Assert.Equal(after, scene.Activity.Texts.Count);
            Assert.Equal(scene.Activity.Tokens, scene.Record(run).Counts.TokensDecoded);
            Assert.Equal(0, scene.Activity.Alive);

            Assert.Equal(run, await scene.Runner().ResumeAsync(run, default));
            Assert.Equal(whole.Activity.Texts, scene.Activity.Texts);
            Assert.Equal(whole.Activity.Tokens, scene.Activity.Tokens);
            Assert.Equal(whole.Activity.Tokens, scene.Record(run).Counts.TokensDecoded);
            Assert.Equal(whole.ResultOf(wholeRun), scene.ResultOf(run));
            Assert.Equal(whole.Record(wholeRun).Models, scene.Record(run).Models);
            Assert.Equal(RunStatus.Finished, scene.Record(run).Status);
        }
    }

    [Fact]
    public async Task An_interrupted_run_counts_only_documents_that_are_complete()
    {
        using var scene = new ProbeScene(["a", "b", "c", "d"], attacks: ["loss"]);
        var run = await scene.RunInterruptedAsync(afterTexts: 3);
        var counts = scene.Record(run).Counts;
        Assert.Equal((4, 3, 0, 0), (counts.Documents, counts.Scored, counts.Failed, counts.Cached));

        await scene.Runner().ResumeAsync(run, default);
        counts = scene.Record(run).Counts;
        Assert.Equal((4, 4, 0, 3), (counts.Documents, counts.Scored, counts.Failed, counts.Cached));
    }

    [Fact]
    public async Task An_interrupted_run_can_be_scored_as_far_as_it_came()
    {
        using var scene = new ProbeScene(["a", "b", "c", "d"], attacks: ["loss"]);
        var run = await scene.RunInterruptedAsync(afterTexts: 3);
        new RunAnalysis(scene.Store).Analyze(run);
        Assert.Equal([true, true, true, false], scene.Store.ReadScores(run).Select(score => score.Score.Value is not null));
    }

    [Fact]
    public async Task A_run_goes_on_under_its_stored_settings()
    {
        using var scene = new ProbeScene(["a", "b", "c"], attacks: ["loss"]);
        var run = await scene.RunInterruptedAsync(afterTexts: 1);
        scene.Settings = scene.Settings with { Attacks = ["zlib"], Corpora = [new CorpusSource("none.txt")] };
        await scene.Runner().ResumeAsync(run, default);
        Assert.Equal(["a", "b", "c"], scene.Activity.Texts);
        Assert.Equal(["loss"], scene.Store.ReadScores(run).Select(score => score.Attack).Distinct());
    }

    [Theory]
    [InlineData("a|other|c", "member|nonmember|member", "corpus.jsonl:2 has another text")]
    [InlineData("a|b|c", "member|member|member", "corpus.jsonl:2 is labelled member, and was nonmember")]
    [InlineData("a|b|c|d", "member|nonmember|member|member", "corpus.jsonl:4 is new")]
    [InlineData("a|b", "member|nonmember", "'d2' is no longer in ")]
    public async Task A_corpus_that_is_not_what_it_was_stops_the_resumption_and_loses_nothing(string texts, string labels, string expected)
    {
        using var scene = new ProbeScene(["a", "b", "c"], attacks: ["loss"]);
        var run = await scene.RunInterruptedAsync(afterTexts: 2);
        var before = (scene.Record(run).Status, scene.Record(run).Counts);
        scene.WriteCorpus(texts.Split('|').Zip(labels.Split('|')));
        for (var again = 0; again < 2; again++)
        {
            var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.Runner().ResumeAsync(run, default));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.Contains("what was scored is kept", error.Message, StringComparison.Ordinal);
            Assert.Equal(before, (scene.Record(run).Status, scene.Record(run).Counts));
        }

        scene.WriteCorpus([("a", "member"), ("b", "nonmember"), ("c", "member")]);
        await scene.Runner().ResumeAsync(run, default);
        Assert.Equal(["a", "b", "c"], scene.Activity.Texts);
        Assert.Equal((3, 3, 2), (scene.Record(run).Counts.Documents, scene.Record(run).Counts.Scored, scene.Record(run).Counts.Cached));
    }

    [Fact]
    public async Task A_run_that_does_not_exist_cannot_be_resumed()
    {
        using var scene = new ProbeScene(["a"]);
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => scene.Runner().ResumeAsync(7, default));
        Assert.Contains("There is no run 7", error.Message, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class RunCalibrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Calibration_documents_are_scored_and_serve_for_nothing_else()
    {
        using var scene = SceneOf(("Known text one", "member"), ("Other text two", "nonmember"), ("Any text three", "unknown"));
        scene.Settings = scene.Settings with { Calibration = [Calibration(("c0", "First other", "nonmember"), ("c1", "Second other", ""), ("c2", "Third", "unknown"))] };
        var run = await scene.RunAsync();
        var evaluation = scene.Evaluation(run);
        Assert.Equal(new LabelCounts(1, 1, 1, 3), evaluation.Labels);
        Assert.Equal((Membership.Unknown, true, 1, 3), (evaluation.Design.Tested, evaluation.Design.HasOwnCalibration, evaluation.Design.TestedCount, evaluation.Design.CalibrationCount));
        Assert.All(evaluation.Attacks, attack => Assert.Equal((1, 1, 1), (attack.Members, attack.NonMembers, attack.Unknown)));
        Assert.Equal(["d2"], evaluation.Top.Select(document => document.Document));
        Assert.Equal([false, false, false, true, true, true], scene.Store.ReadDocuments(run).Select(document => document.Calibrates));
        Assert.All(scene.Store.ReadDocuments(run).Where(document => document.Calibrates), document => Assert.Equal(Membership.NonMember, document.Label));
        Assert.Equal(6 * ProbeScene.AllKinds.Length, scene.Store.ReadScores(run).Count(score => score.Score.Value is not null));

        // The p-value is the one of the definition, from the stored scores.
        var loss = scene.Store.ReadScores(run).Where(score => score.Attack == "loss").ToDictionary(score => score.Ordinal, score => score.Score.Value ?? 0);
        var expected = (1.0 + new long[] { 3, 4, 5 }.Count(i => loss[i] >= loss[2])) / 4;
        Assert.Equal(expected, RunDecisions.Read(scene.Store, run).Find(2, "loss")?.PValue);
        Assert.Null(RunDecisions.Read(scene.Store, run).Find(0, "loss"));
    }

    [Fact]
    public async Task Who_is_tested_is_known_before_anything_is_scored()
    {
        using var scene = SceneOf(("One", "unknown"), ("Two", "nonmember"), ("Three", "unknown"));
        var told = new List<(TestDesign Design, int Scored)>();
        var runner = new ProbeRunner(scene.Store, scene.Models, new ManualTimeProvider(), "0.0-test", scene.Progress) { Prepared = design => told.Add((design, scene.Activity.Texts.Count)) };
        await runner.RunAsync(scene.Settings, default);
        var (design, scored) = Assert.Single(told);
        Assert.Equal((2, 1, 0), (design.TestedCount, design.CalibrationCount, scored));
        Assert.Equal(JsonSerializer.Serialize(design), JsonSerializer.Serialize(scene.Plan().Design));
    }

    [Theory]
    [InlineData("d1", "Something else", "'d1' (the id is used in both)")]
    [InlineData("c9", "any  TEXT two", "'c9' (the same text as 'd1')")]
    public async Task A_calibration_document_that_is_under_test_is_refused_before_anything_is_scored(string id, string text, string expected)
    {
        using var scene = SceneOf(("Known text one", "member"), ("Any text two", "unknown"), ("Other text three", "nonmember"));
        scene.Settings = scene.Settings with { Calibration = [Calibration(("c0", "First other", ""), (id, text, ""))] };
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => scene.RunAsync());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c0", error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Activity.Texts);
        Assert.Empty(scene.Store.ListRuns());
        Assert.Equal(error.Message, Assert.Throws<ConfigurationException>(() => scene.Plan()).Message);
    }

    [Fact]
    public async Task A_calibration_document_may_equal_one_that_is_not_tested()
    {
        using var scene = SceneOf(("Known text one", "member"), ("Any text two", "unknown"), ("Other text three", "nonmember"));
        scene.Settings = scene.Settings with { Calibration = [Calibration(("c0", "Known text one", ""), ("c1", "Other text three", ""))] };
        Assert.Equal(2, scene.Evaluation(await scene.RunAsync()).Design.CalibrationCount);
    }

    [Fact]
    public async Task A_member_cannot_calibrate()
    {
        using var scene = SceneOf(("One", "unknown"));
        scene.Settings = scene.Settings with { Calibration = [Calibration(("c0", "First", "member"))] };
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => scene.RunAsync());
        Assert.Contains("'c0' is labelled member", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_leaves_the_calibration_whole_and_a_run_can_be_resumed()
    {
        using var scene = SceneOf(("One", "unknown"), ("Two", "unknown"), ("Three", "unknown"));
        scene.Settings = scene.Settings with { Limit = 2, Calibration = [Calibration(("c0", "First", ""), ("c1", "Second", ""))] };
        var run = await scene.RunInterruptedAsync(afterTexts: 3);
        await scene.Runner().ResumeAsync(run, default);
        Assert.Equal(["d0", "d1", "c0", "c1"], scene.Store.ReadDocuments(run).Select(document => document.Id));
        Assert.Equal((2, 2), (scene.Evaluation(run).Design.TestedCount, scene.Evaluation(run).Design.CalibrationCount));
    }

    [Fact]
    public void A_missing_calibration_is_noticed_before_a_run_begins()
    {
        using var scene = SceneOf(("One", "unknown"));
        Assert.Throws<PrerequisiteException>(() => ProbeRunner.RequireCorpus(scene.Settings with { Calibration = [new CorpusSource($"{_folder.Path}/none.jsonl")] }));
        _folder.Write("empty.jsonl", "");
        Assert.Throws<PrerequisiteException>(() => ProbeRunner.RequireCorpus(scene.Settings with { Calibration = [new CorpusSource($"{_folder.Path}/empty.jsonl")] }));
    }

    [Fact]
    public async Task Scoring_again_keeps_the_decisions()
    {
        var texts = Enumerable.Range(0, 30).Select(i => ($"Text number {i}", i % 2 == 0 ? "unknown" : "nonmember")).ToArray();
        using var scene = SceneOf(texts);
        scene.Settings = scene.Settings with { Mondrian = Mondrian.Length, FalseDiscoveryRate = .3 };
        var run = await scene.RunAsync();
        var before = scene.Store.FindEvaluation(run);
        Assert.Equal(before, new RunAnalysis(scene.Store).Analyze(run).ToJson());
        Assert.Equal(before, RunEvaluation.FromJson(before ?? "").ToJson());
        Assert.Equal((Mondrian.Length, .3), (scene.Evaluation(run).Design.Mondrian, scene.Evaluation(run).Design.FalseDiscoveryRate));
    }

    public void Dispose() => _folder.Dispose();

    private static ProbeScene SceneOf(params (string Text, string Label)[] documents)
    {
        var scene = new ProbeScene([], new ScriptedModel("target"));
        scene.WriteCorpus(documents);
        return scene;
    }

    private CorpusSource Calibration(params (string Id, string Text, string Label)[] documents) => new(_folder.Write(
        "calibration.jsonl", string.Concat(documents.Select(d => JsonSerializer.Serialize(new { id = d.Id, text = d.Text, label = d.Label }) + "\n"))));
}

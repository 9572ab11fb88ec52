using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class ShadowRunTests
{
    [Fact]
    public async Task Planted_members_are_told_from_the_others_by_every_attack_with_shadow_models()
    {
        using var scene = new ShadowScene();
        var evaluation = scene.Probe.Evaluation(await scene.Probe.RunAsync());

        // The highest non-member is above all others of its kind and shares RMIA's score of 1 with all 16 members.
        Assert.Equal([1 - (1 / 32.0), 1, 1 - (1 / 32.0), 1], evaluation.Attacks.Take(4).Select(attack => attack.Auc?.Value ?? 0));
        Assert.InRange(evaluation.Attacks[4].Auc?.Value ?? 0, .95, 1);
        Assert.All(evaluation.Attacks, attack => Assert.Equal(16, attack.Members));
        Assert.Equal(["rmia(gamma=1)", "lira(fixed-below=16)"], evaluation.Headline.Attacks);
        Assert.Equal(1, scene.Probe.Activity.MostAlive);
    }

    /// <summary>Its mean is over other tokens than the target's, so the two are not compared.</summary>
    [Fact]
    public async Task A_shadow_model_without_the_targets_bos_is_not_compared()
    {
        using var scene = new ShadowScene(change: (number, model) => model with { AddsBos = number != 3 });
        await scene.Probe.RunAsync();
        var scores = scene.Probe.Store.ReadScores(1).ToList();
        Assert.NotEmpty(scores);
        Assert.All(scores, score => Assert.Contains("s3.gguf and the target scored different tokens", score.Score.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Imported_scores_give_what_the_models_give_and_open_none()
    {
        using var scene = new ShadowScene();
        var run = await scene.Probe.RunAsync();
        scene.WriteTable(run);
        scene.UseManifest(scene.WriteManifest("scores.csv"));
        var opened = scene.Probe.Activity.Opened;
        var imported = await scene.Probe.RunAsync();
        Assert.Equal(opened + 1, scene.Probe.Activity.Opened);
        Assert.Equal(scene.Probe.ResultOf(run), scene.Probe.ResultOf(imported));
        Assert.Equal(["target"], scene.Probe.Record(imported).Models.Select(model => model.Role.Name));
    }

    [Fact]
    public async Task Scoring_again_needs_neither_manifest_nor_table_nor_models()
    {
        using var scene = new ShadowScene();
        var run = await scene.Probe.RunAsync();
        scene.WriteTable(run);
        scene.UseManifest(scene.WriteManifest("scores.csv"));
        var imported = await scene.Probe.RunAsync();
        var before = scene.Probe.ResultOf(imported);
        File.Delete(scene.PathOf("shadows.json"));
        File.Delete(scene.PathOf("scores.csv"));
        foreach (var stored in new[] { run, imported })
        {
            new RunAnalysis(scene.Probe.Store).Analyze(stored);
            Assert.Equal(before, scene.Probe.ResultOf(stored));
        }
    }

    [Fact]
    public async Task An_interrupted_run_goes_on_where_it_was()
    {
        using var whole = new ShadowScene();
        var expected = whole.Probe.ResultOf(await whole.Probe.RunAsync());
        using var scene = new ShadowScene();
        var run = await scene.Probe.RunInterruptedAsync(afterTexts: 70);
        await scene.Probe.Runner().ResumeAsync(run, default);
        Assert.Equal(expected, scene.Probe.ResultOf(run));
        Assert.Equal(whole.Probe.Activity.Texts.Count, scene.Probe.Activity.Texts.Count);

        var other = await scene.Probe.RunInterruptedAsync(afterTexts: 0);
        scene.WriteManifest(null, "d0");
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.Probe.Runner().ResumeAsync(other, default));
        Assert.Contains("shadows.json is no longer what the run was begun with", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_that_the_run_does_not_have_are_refused_unless_it_is_cut()
    {
        using var scene = new ShadowScene();
        scene.UseManifest(scene.WriteManifest(null, [.. Enumerable.Range(0, 11).Select(i => $"x{i:00}")]));
        foreach (var attempt in new Func<Task>[] { () => scene.Probe.RunAsync(), () => Task.Run(() => scene.Probe.Plan()) })
        {
            var error = await Assert.ThrowsAsync<ConfigurationException>(attempt);
            Assert.EndsWith(
                "shadows.json names 11 documents that are not in the corpora: 'x00', 'x01', 'x02', 'x03', 'x04', 'x05', 'x06', 'x07', 'x08', 'x09', .... Give with --corpus all that the shadow models were trained on, or take out of trained_on what is not to be judged.",
                error.Message,
                StringComparison.Ordinal);
        }

        Assert.Empty(scene.Probe.Activity.Texts);
        scene.Probe.Settings = scene.Probe.Settings with { Limit = 24 };
        Assert.Equal(24, scene.Probe.Evaluation(await scene.Probe.RunAsync()).Attacks[0].Members * 2);
    }

    [Fact]
    public async Task A_document_without_an_imported_score_has_a_reason_and_a_column_of_none_is_refused()
    {
        using var scene = new ShadowScene();
        var run = await scene.Probe.RunAsync();
        scene.WriteTable(run, id => id != "d5");
        scene.UseManifest(scene.WriteManifest("scores.csv"));
        var scores = scene.Probe.Store.ReadScores(await scene.Probe.RunAsync()).Where(score => score.Ordinal == 5);
        Assert.All(scores, score => Assert.Equal("scores.csv has no score of s1 for it", score.Score.Reason));

        scene.WriteTable(run, _ => false);
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => scene.Probe.RunAsync());
        Assert.EndsWith("scores.csv has under 's1' a score for none of the documents in the corpora; expected their ids in the column document.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shadow_model_that_splits_text_otherwise_is_refused()
    {
        using var scene = new ShadowScene(change: (number, model) => number == 3 ? model with { Tokenizer = ScriptedTokenizer.Words } : model);
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => scene.Probe.RunAsync());
        Assert.StartsWith("--shadows: shadow 3.gguf splits text into other tokens than the target target.gguf", error.Message, StringComparison.Ordinal);
        Assert.Throws<ConfigurationException>(() => scene.Probe.Plan());
    }

    [Theory]
    [InlineData("target")]
    [InlineData("shadow 1")]
    public async Task A_copy_of_another_model_is_refused(string name)
    {
        using var scene = new ShadowScene(change: (number, model) => number == 2 ? model with { Name = name } : model);
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => scene.Probe.RunAsync());
        Assert.Equal($"--shadows: {name}.gguf has the same content as {name}.gguf; expected every shadow model to be a training of its own.", error.Message);
        Assert.Empty(scene.Probe.Store.ListRuns());
        Assert.Empty(scene.Probe.Activity.Texts);
    }

    [Fact]
    public async Task Attacks_with_other_shadow_models_may_be_scored_afterwards_and_only_where_there_are_some()
    {
        using var scene = new ShadowScene(["z-score"]);
        var run = await scene.Probe.RunAsync();
        Assert.Equal(1, scene.Probe.Evaluation(scene.Probe.Rescore(run, "lira")).Attacks.Single().Auc?.Value);

        scene.Probe.Settings = scene.Probe.Settings with { Attacks = ["loss"] };
        run = await scene.Probe.RunAsync();
        Assert.Equal(["target"], scene.Probe.Record(run).Models.Select(model => model.Role.Name));
        var error = Assert.Throws<ConfigurationException>(() => scene.Probe.Rescore(run, "lira"));
        Assert.Contains("lira needs shadow-in/plain evidence", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_names_each_shadow_model_and_counts_what_is_decoded()
    {
        using var scene = new ShadowScene();
        var plan = scene.Probe.Plan();
        Assert.Equal(["target", "shadow-1", "shadow-2", "shadow-3", "shadow-4"], plan.Passes.Select(pass => pass.Role.Name));
        var run = await scene.Probe.RunAsync();
        Assert.Equal(plan.TokensToDecode, scene.Probe.Activity.Tokens);
        Assert.Equal(plan.Passes.Select(pass => pass.Role), scene.Probe.Record(run).Models.Select(model => model.Role));
    }
}

using FsCheck.Fluent;
using FsCheck.Xunit;
using FsCheck;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Testing.Models;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class ProbeRunnerTests
{
    private static readonly string[] Five = ["One text.", "Another text.", "A third, longer text of more than one window.", "FOUR", "five"];

    [Fact]
    public async Task A_run_keeps_documents_models_scores_and_an_evaluation()
    {
        using var scene = new ProbeScene(Five);
        var run = await scene.RunAsync();
        var record = scene.Record(run);
        Assert.Equal(RunStatus.Finished, record.Status);
        Assert.Equal(["target", "reference"], record.Models.Select(model => model.Role.Name));
        Assert.Equal(["d0", "d1", "d2", "d3", "d4"], scene.Store.ReadDocuments(run).Select(document => document.Id));
        Assert.Equal(Five.Length * ProbeScene.AllKinds.Length, scene.Store.ReadScores(run).Count());
        Assert.Equal(ProbeScene.AllKinds, scene.Evaluation(run).Attacks.Select(attack => attack.Attack));
    }

    [Fact]
    public async Task A_reference_without_scores_takes_nothing_from_attacks_that_need_only_the_target()
    {
        using var whole = new ProbeScene(Five, attacks: ["loss"]);
        var expected = whole.Store.ReadScores(await whole.RunAsync()).Select(score => score.Score).ToList();
        using var scene = new ProbeScene(
            Five,
            reference: new ScriptedModel("reference") { Failing = new Dictionary<string, string> { [Five[1]] = "reference.gguf returned logits that are not numbers" } },
            attacks: ["loss", "reference-difference"]);
        var run = await scene.RunAsync();

        Assert.Equal(expected, scene.Store.ReadScores(run).Where(score => score.Attack == "loss").Select(score => score.Score));
        var differences = scene.Store.ReadScores(run).Where(score => score.Attack != "loss").Select(score => score.Score).ToList();
        Assert.Equal("reference.gguf returned logits that are not numbers", differences[1].Reason);
        Assert.Equal(4, differences.Count(score => score.Value is not null));
        Assert.Equal(new RunCounts(5, 4, 1, 0, scene.Activity.Tokens), scene.Record(run).Counts);
        Assert.True(scene.Record(run).IsIncomplete);
        Assert.Equal(("reference/plain", false, true), scene.Store.ReadFailures(run).Select(failure => (failure.Request, failure.IsFatal, failure.IsOfPlainText)).Single());
    }

    [Theory]
    [InlineData("loss", true)]
    [InlineData("reference-difference", false)]
    public async Task A_reference_that_is_damaged_ends_a_run_only_if_nothing_can_do_without_it(string other, bool goesOn)
    {
        using var scene = new ProbeScene(Five, attacks: ["reference-difference", other]);
        var runner = new ProbeRunner(scene.Store, new DamagedReference(scene.Models), new ManualTimeProvider(), "0.0-test", scene.Progress);
        if (!goesOn)
        {
            Assert.Equal("tensor x holds NaN.", (await Assert.ThrowsAsync<ModelException>(() => runner.RunAsync(scene.Settings, default))).Message);
            return;
        }

        var run = await runner.RunAsync(scene.Settings, default);
        Assert.All(scene.Store.ReadScores(run), score => Assert.Equal(score.Attack == "loss" ? null : "reference: tensor x holds NaN", score.Score.Reason));
        Assert.Equal(5, scene.Record(run).Counts.Failed);
    }

    [Fact]
    public async Task Only_one_model_is_open_at_a_time_and_none_is_left_open()
    {
        using var scene = new ProbeScene(Five);
        await scene.RunAsync();
        Assert.Equal((2, 1, 0), (scene.Activity.Opened, scene.Activity.MostAlive, scene.Activity.Alive));
    }

    [Fact]
    public async Task A_second_run_decodes_nothing_and_has_the_same_result()
    {
        using var scene = new ProbeScene([.. Five, ""]);
        var first = await scene.RunAsync();
        var decoded = scene.Activity.Texts.Count;
        var second = await scene.RunAsync();
        Assert.Equal(decoded, scene.Activity.Texts.Count);
        Assert.Equal(scene.ResultOf(first), scene.ResultOf(second));
        Assert.Equal(new RunCounts(6, 5, 1, 5, 0), scene.Record(second).Counts);
    }

    [Fact]
    public async Task Equal_texts_are_decoded_once_within_a_batch_and_across_batches()
    {
        using var scene = new ProbeScene(["same", "same", "a1", "a2", "a3", "a4", "a5", "same"], attacks: ["loss"]);
        var run = await scene.RunAsync();
        Assert.Equal(["same", "a1", "a2", "a3", "a4", "a5"], scene.Activity.Texts);
        Assert.Equal(new RunCounts(8, 8, 0, 2, scene.Activity.Tokens), scene.Record(run).Counts);
        var scores = scene.Store.ReadScores(run).ToDictionary(score => score.Ordinal, score => score.Score);
        Assert.Equal(scores[0], scores[1]);
        Assert.Equal(scores[0], scores[7]);
    }

    [Property(MaxTest = 25)]
    public Property Every_different_text_is_decoded_once_and_the_counts_add_up() =>
        Prop.ForAll(ProbeGenerators.Texts.ToArbitrary(), async texts =>
        {
            using var scene = new ProbeScene(texts, attacks: ["loss", "lowercase"]);
            var run = await scene.RunAsync();
            var variants = texts.Concat(texts.Select(text => text.ToLowerInvariant())).Where(text => text.Length > 0).Distinct().ToList();
            Assert.Equal(variants.Order(StringComparer.Ordinal), scene.Activity.Texts.Order(StringComparer.Ordinal));

            var counts = scene.Record(run).Counts;
            Assert.Equal(texts.Count, counts.Documents);
            Assert.Equal(texts.Count(text => text.Length == 0), counts.Failed);
            Assert.Equal(counts.Documents, counts.Scored + counts.Failed);
            Assert.Equal(scene.Activity.Tokens, counts.TokensDecoded);
            Assert.InRange(counts.Cached, 0, counts.Scored);
        });

    [Fact]
    public async Task A_document_that_fails_is_kept_with_its_reason_and_the_others_go_on()
    {
        var target = new ScriptedModel("target")
        {
            Failing = new Dictionary<string, string> { ["Another text."] = "the model returned logits that are not numbers", ["four"] = "the lower-cased text broke" },
            Refused = new Dictionary<string, string> { ["One text."] = "the tokenizer refused the text" },
        };
        using var scene = new ProbeScene([.. Five, "", "Another text."], target);
        var run = await scene.RunAsync();
        DocumentFailure[] expected =
        [
            new(0, "d0", "target/plain", "the tokenizer refused the text"),
            new(1, "d1", "target/plain", "the model returned logits that are not numbers"),
            new(3, "d3", "target/lowercase", "the lower-cased text broke"),
            new(5, "d5", "target/plain", "the document is empty"),
            new(6, "d6", "target/plain", "the model returned logits that are not numbers"),
        ];
        Assert.Equal(expected, scene.Store.ReadFailures(run));
        var counts = scene.Record(run).Counts;
        Assert.Equal((7, 3, 4, 0), (counts.Documents, counts.Scored, counts.Failed, counts.Cached));
        var scored = scene.Store.ReadScores(run).Where(score => score.Score.Value is not null).Select(score => score.Ordinal).Distinct();
        Assert.Equal([2, 3, 4], scored);
        Assert.All(
            scene.Store.ReadScores(run).Where(score => score.Ordinal == 3),
            score => Assert.Equal(score.Attack == "lowercase" ? "the lower-cased text broke" : null, score.Score.Reason));
    }

    [Fact]
    public async Task A_document_that_failed_under_the_target_is_not_asked_of_the_reference()
    {
        var target = new ScriptedModel("target") { Failing = new Dictionary<string, string> { ["FOUR"] = "broken" } };
        using var scene = new ProbeScene(["FOUR"], target);
        await scene.RunAsync();
        Assert.Equal(["four"], scene.Activity.Texts);
    }

    [Fact]
    public async Task A_missing_reference_leaves_what_the_target_gave()
    {
        using var scene = new ProbeScene(Five);
        scene.Models = new ScriptedModelProvider(new ScriptedModel("target"));
        var runner = scene.Runner();
        await Assert.ThrowsAsync<PrerequisiteException>(() => runner.RunAsync(scene.Settings, default));
        var run = runner.Run ?? 0;
        Assert.Equal(RunStatus.Interrupted, scene.Record(run).Status);

        scene.Models = new ScriptedModelProvider(new ScriptedModel("target"), new ScriptedModel("reference"));
        await scene.Runner().ResumeAsync(run, default);
        Assert.Equal(Five, scene.Activity.Texts);
        Assert.Equal(RunStatus.Finished, scene.Record(run).Status);
    }

    [Fact]
    public async Task A_limit_scores_only_the_first_documents()
    {
        using var scene = new ProbeScene(Five, attacks: ["loss"]);
        scene.Settings = scene.Settings with { Limit = 2 };
        var run = await scene.RunAsync();
        Assert.Equal(Five[..2], scene.Activity.Texts);
        Assert.Equal(2, scene.Record(run).Counts.Documents);
        Assert.Equal(2, scene.Plan().Documents);
    }

    [Fact]
    public async Task Unreadable_lines_are_kept_as_defects_unless_the_run_is_strict()
    {
        using var scene = new ProbeScene(Five, attacks: ["loss"]);
        scene.AppendLine("{broken");
        var run = await scene.RunAsync();
        Assert.Equal(6, Assert.Single(scene.Store.ReadDefects(run)).Line);
        Assert.Equal((5, 1), (scene.Plan().Documents, scene.Plan().Unreadable));

        scene.Settings = scene.Settings with { Strict = true };
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => scene.RunAsync());
        Assert.Contains("corpus.jsonl:6", error.Message, StringComparison.Ordinal);
        Assert.Contains("--strict", error.Message, StringComparison.Ordinal);
        Assert.Throws<ConfigurationException>(() => scene.Plan());
    }

    [Fact]
    public async Task A_corpus_without_documents_is_refused_with_its_first_defect()
    {
        using var scene = new ProbeScene([]);
        Assert.Contains("There is no document in", (await Assert.ThrowsAsync<PrerequisiteException>(() => scene.RunAsync())).Message, StringComparison.Ordinal);
        scene.AppendLine("{broken");
        Assert.Contains("corpus.jsonl:1", (await Assert.ThrowsAsync<PrerequisiteException>(() => scene.RunAsync())).Message, StringComparison.Ordinal);
        Assert.Throws<PrerequisiteException>(() => scene.Plan());
        Assert.Throws<PrerequisiteException>(() => ProbeRunner.RequireCorpus(scene.Settings));
    }

    [Theory]
    [InlineData("One text.|Changed.")]
    [InlineData("One text.")]
    [InlineData("One text.|Two texts.|Three texts.")]
    public async Task A_corpus_that_changes_between_two_models_is_an_error_where_texts_are_not_kept(string changed)
    {
        using var scene = new ProbeScene(["One text.", "Two texts."]);
        scene.Settings = scene.Settings with { KeepText = false };
        var runner = scene.Runner(new ChangingProgress("scoring target", () => scene.WriteCorpus(changed.Split('|').Select(text => (text, "member")))));
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => runner.RunAsync(scene.Settings, default));
        Assert.Contains("corpus changed since the run began", error.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Interrupted, scene.Record(runner.Run ?? 0).Status);
    }

    [Fact]
    public async Task What_only_the_end_of_reading_shows_is_told_and_kept_with_the_run()
    {
        using var scene = new ProbeScene([]);
        for (var i = 0; i < 150; i++)
        {
            scene.AppendLine(i < 120 ? $$"""{"text": "Text {{i}}."}""" : $$"""{"text": "Text {{i}}.", "label": "test"}""");
        }

        var first = new List<string>();
        ProbeRunner.RequireCorpus(scene.Settings, first.Add);
        scene.Settings = scene.Settings with { Recognised = first };
        var told = new List<string>();
        var run = await new ProbeRunner(scene.Store, scene.Models, new ManualTimeProvider(), "0.0-test", scene.Progress) { Told = told.Add }
            .RunAsync(scene.Settings, default);
        const string late = "corpus.jsonl: label in 'label': train is member";
        Assert.DoesNotContain(late, first);
        Assert.Equal([late], told);
        Assert.Equal([.. first, late], scene.Record(run).Settings.Recognised);
    }

    [Fact]
    public async Task Kept_texts_are_parsed_once_whatever_becomes_of_the_corpus()
    {
        using var scene = new ProbeScene(["One text.", "Two texts."]);
        var runner = scene.Runner(new ChangingProgress("scoring target", () => scene.WriteCorpus([("Another.", "member")])));
        var run = await runner.RunAsync(scene.Settings, default);
        Assert.Equal(RunStatus.Finished, scene.Record(run).Status);
        Assert.Equal([ContentHash.Of("One text."), ContentHash.Of("Two texts.")], scene.Store.ReadEvidence(run).Select(entry => entry.Document.Facts.Hash));
        Assert.All(scene.Store.ReadEvidence(run), entry => Assert.Equal(["reference/plain", "target/lowercase", "target/plain"], entry.Evidence.Keys.Order(StringComparer.Ordinal)));
    }

    /// <summary>A store that somebody sent must not decide what a run on one's own corpus scores.</summary>
    [Fact]
    public async Task A_text_in_the_store_that_is_not_the_one_that_was_kept_is_told_and_not_scored()
    {
        using var scene = new ProbeScene(["One text.", "Two texts."]);
        await scene.RunAsync();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={scene.Store.Location};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE documents SET text = 'Another text.' WHERE text = 'Two texts.'";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.RunAsync());
        Assert.Contains("is not the one that was kept", error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Store.ReadScores(2));
    }

    [Fact]
    public async Task With_a_limit_lines_beyond_it_may_change()
    {
        using var scene = new ProbeScene(["One text.", "Two texts."]);
        scene.Settings = scene.Settings with { Limit = 2, KeepText = false };
        var runner = scene.Runner(new ChangingProgress("scoring target", () => scene.WriteCorpus([("One text.", "member"), ("Two texts.", "nonmember"), ("More", "")])));
        Assert.Equal(RunStatus.Finished, scene.Record(await runner.RunAsync(scene.Settings, default)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Texts_are_kept_only_if_they_are_to_be_kept(bool keep)
    {
        using var scene = new ProbeScene(Five, attacks: ["loss"]);
        scene.Settings = scene.Settings with { KeepText = keep };
        await scene.RunAsync();
        Assert.Equal(keep ? "FOUR" : null, scene.Store.FindText(ContentHash.Of("FOUR")));
    }

    [Fact]
    public async Task Evidence_of_another_model_or_policy_is_not_mistaken_for_this_one()
    {
        using var scene = new ProbeScene(Five, attacks: ["loss"]);
        await scene.RunAsync();
        foreach (var other in new ScriptedModel[] { new("tuned"), new("target") { AddsBos = false }, new("target") { ContextLength = 16 } })
        {
            scene.Models = new ScriptedModelProvider(other);
            await scene.RunAsync();
            Assert.Equal(Five, scene.Activity.Texts);
        }
    }

    /// <summary>Does something at the end of a phase.</summary>
    private sealed class ChangingProgress(string phase, Action change) : IProgress<ProbeProgress>
    {
        private bool _changed;

        public void Report(ProbeProgress value)
        {
            if (!_changed && value.Phase == phase && value.Done == value.Total)
            {
                _changed = true;
                change();
            }
        }
    }

    private sealed class DamagedReference(IModelProvider models) : IModelProvider
    {
        public ITokenScorer Open(ModelRole role, RunSettings settings) =>
            role == ModelRole.Reference ? throw new ModelException("tensor x holds NaN.") : models.Open(role, settings);

        public IWindowScorer OpenWindows(ModelRole role, RunSettings settings) => models.OpenWindows(role, settings);

        public IGenerator OpenGenerator(ModelRole role, RunSettings settings) => models.OpenGenerator(role, settings);

        public ConversationRenderer OpenTemplate(RunSettings settings) => models.OpenTemplate(settings);
    }
}

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Core.Tests.Generation;
using LlmMiaProbe.Core.Tests.Probing;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Evidence;

public sealed class EvidenceGathererTests : IDisposable
{
    private static readonly ScriptedModel s_model = new("target")
    {
        PreferredBatch = 3,
        ContextLength = 200,
        Failing = new Dictionary<string, string> { ["Other Words"] = "broken" },
        Refused = new Dictionary<string, string> { ["the same text."] = "refused" },
    };

    private readonly GenerationScene _scene = new();
    private readonly ScriptedActivity _activity = new();

    public void Dispose() => _scene.Dispose();

    [Property(MaxTest = 60)]
    public Property Every_question_gets_one_answer_and_the_model_is_asked_for_each_text_once() => Prop.ForAll(ProbeGenerators.Texts.ToArbitrary(), async texts =>
    {
        using var scene = new GenerationScene();
        var activity = new ScriptedActivity();
        using var scorer = new ScriptedScorer(s_model, activity);
        var dry = EvidenceGatherer.DryRun(scene.Store, scorer);
        var counted = await GatherAsync(dry, scorer, texts);
        Assert.Empty(activity.Texts);

        var gatherer = new EvidenceGatherer(scene.Store, scorer);
        var answers = await GatherAsync(gatherer, scorer, texts);
        Assert.Equal(Enumerable.Range(0, texts.Count), answers.Select(answer => answer.About).Order());
        Assert.Equal(texts.Where(text => text is not ("Other Words" or "the same text.")).Distinct(), activity.Texts);
        Assert.All(answers, answer => Assert.Equal(texts[answer.About] switch { "Other Words" => "broken", "the same text." => "refused", _ => null }, answer.Failure));
        Assert.All(answers.Where(answer => answer is { Failure: null, Text: not null }), answer => Assert.True(scene.Store.HasEvidence(answer.Text?.Key ?? default)));
        Assert.Equal(activity.Tokens, gatherer.Cost.Tokens);

        // The dry run cannot know that a text will fail; it counts all else as it then comes.
        var failing = texts.Contains("Other Words") ? scorer.Prepare("Other Words").InputTokens : 0;
        Assert.Equal((gatherer.Cost.Texts, gatherer.Cost.Impossible, gatherer.Cost.Tokens + failing), (dry.Cost.Texts, dry.Cost.Impossible, dry.Cost.Tokens));
        Assert.Equal(answers.Count, counted.Count);

        var again = new EvidenceGatherer(scene.Store, scorer);
        await GatherAsync(again, scorer, [.. texts.Where(text => text != "Other Words")]);
        Assert.Equal((again.Cost.Texts, 0L), (again.Cost.Cached, again.Cost.Tokens));
    });

    [Fact]
    public async Task Questions_are_read_no_further_ahead_than_the_model_works()
    {
        using var scorer = new ScriptedScorer(s_model, _activity);
        var (read, taken, farthest) = (0, 0, 0);
        IEnumerable<EvidenceQuestion<int>> Questions()
        {
            for (; read < 100; farthest = Math.Max(farthest, read - taken))
            {
                yield return EvidenceQuestion.Of(read, scorer.Prepare($"text {read++}"));
            }
        }

        await foreach (var answer in new EvidenceGatherer(_scene.Store, scorer).GatherAsync(Questions(), default))
        {
            Assert.Equal(taken++, answer.About);
        }

        Assert.Equal(100, taken);
        Assert.InRange(farthest, 1, (2 * s_model.PreferredBatch) + 1);
    }

    [Fact]
    public async Task What_the_store_holds_does_not_wait_for_the_model()
    {
        using var scorer = new ScriptedScorer(s_model, _activity);
        await GatherAsync(new EvidenceGatherer(_scene.Store, scorer), scorer, ["b", "c"]);
        var answers = await GatherAsync(new EvidenceGatherer(_scene.Store, scorer), scorer, ["a", "b", "a", "c"]);
        Assert.Equal([(1, AnswerSource.Store), (3, AnswerSource.Store), (0, AnswerSource.Model), (2, AnswerSource.Shared)], answers.Select(answer => (answer.About, answer.Source)));
        Assert.Equal(["b", "c", "a"], _activity.Texts);
    }

    [Fact]
    public async Task What_was_asked_before_the_questions_end_in_an_error_is_kept()
    {
        using var scorer = new ScriptedScorer(s_model, _activity);
        IEnumerable<EvidenceQuestion<int>> Questions()
        {
            for (var i = 0; i < 5; i++)
            {
                yield return EvidenceQuestion.Of(i, scorer.Prepare($"text {i}"));
            }

            throw new PrerequisiteException("the corpus changed");
        }

        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => GenerationScene.ListAsync(new EvidenceGatherer(_scene.Store, scorer).GatherAsync(Questions(), default)));
        Assert.Equal("the corpus changed", error.Message);
        Assert.All(Enumerable.Range(0, 5), i => Assert.True(_scene.Store.HasEvidence(scorer.Prepare($"text {i}").Key)));
    }

    [Fact]
    public async Task A_window_without_schemes_does_not_answer_for_the_same_one_with_some()
    {
        using var scorer = new ScriptedScorer(s_model, _activity);
        var bare = scorer.PrepareWindow([97, 98], [99, 100], []);
        var whole = scorer.PrepareWindow([97, 98], [99, 100], [LlmMiaProbe.Decoding.DecodingScheme.Greedy]);
        Assert.Equal(bare.Key, whole.Key);
        var answers = await GenerationScene.ListAsync(new EvidenceGatherer(_scene.Store, scorer).GatherAsync([EvidenceQuestion.Of(0, bare), EvidenceQuestion.Of(1, whole), EvidenceQuestion.Of(2, whole)], default));
        Assert.Equal([(0, AnswerSource.Model), (1, AnswerSource.Model), (2, AnswerSource.Shared)], answers.Select(answer => (answer.About, answer.Source)));
        Assert.True(_scene.Store.HasEvidence(whole.Schemes[0].Key));
    }

    [Fact]
    public async Task After_a_pause_all_before_it_is_answered()
    {
        using var scorer = new ScriptedScorer(s_model, _activity);
        var answered = 0;
        IEnumerable<EvidenceQuestion<int>> Questions()
        {
            yield return EvidenceQuestion.Of(0, scorer.Prepare("a"));
            yield return EvidenceQuestion.Of(1, scorer.Prepare("b"));
            Assert.Equal(0, answered);
            yield return EvidenceQuestion.Pause(2);
            Assert.Equal(2, answered);
            yield return EvidenceQuestion.Of(3, scorer.Prepare("c"));
        }

        await foreach (var answer in new EvidenceGatherer(_scene.Store, scorer).GatherAsync(Questions(), default))
        {
            answered++;
            Assert.NotEqual(2, answer.About);
        }

        Assert.Equal(3, answered);
    }

    [Fact]
    public async Task A_model_that_leaves_a_text_out_is_found_out()
    {
        using var scorer = new ScriptedScorer(s_model, _activity);
        using var forgetful = new Forgetful(scorer);
        var error = await Assert.ThrowsAsync<ModelException>(() => GatherAsync(new EvidenceGatherer(_scene.Store, forgetful), scorer, ["a", "b", "c"]));
        Assert.Equal("target.gguf left 1 text without an answer", error.Message);
        Assert.Equal(2, _activity.Texts.Count);
    }

    private static Task<List<EvidenceAnswer<int>>> GatherAsync(EvidenceGatherer gatherer, ScriptedScorer scorer, IReadOnlyList<string> texts) =>
        GenerationScene.ListAsync(gatherer.GatherAsync(texts.Select((text, i) => Question(scorer, text, i)), default));

    private static EvidenceQuestion<int> Question(ScriptedScorer scorer, string text, int place)
    {
        try
        {
            return EvidenceQuestion.Of(place, scorer.Prepare(text));
        }
        catch (ModelException e)
        {
            return EvidenceQuestion.Impossible(place, e.Message);
        }
    }

    /// <summary>Says nothing of the second text.</summary>
    private sealed class Forgetful(IScorer scorer) : IScorer
    {
        public ModelDescription Model => scorer.Model;

        public AccessLevel Access => scorer.Access;

        public string Policy => scorer.Policy;

        public int ContextTokens => scorer.ContextTokens;

        public int PreferredBatch => scorer.PreferredBatch;

        public long WorkingMemory => scorer.WorkingMemory;

        public IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, CancellationToken cancellationToken) =>
            scorer.ScoreAsync(texts.Where((_, i) => i != 1), cancellationToken);

        public void Dispose()
        {
        }
    }
}

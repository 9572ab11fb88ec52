using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class CollectionAnalysisTests
{
    private static readonly string[] Words = ["ash", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "pine", "rowan", "yew"];
    private static readonly string[] Attacks = ["loss", "min-k(k=0.2)"];

    [Fact]
    public async Task A_collection_that_the_model_knows_is_told_apart_by_scores_and_not_by_words()
    {
        using var scene = Scene(60);
        var run = await scene.RunAsync();
        var collection = Collection(scene, run);
        Assert.Equal(scene.Evaluation(run).LeadingAttack, collection.Attack);
        Assert.Equal(Attacks, collection.Features);
        Assert.Equal((30, 30, DatasetInference.Splits), (collection.Inference?.Suspects, collection.Inference?.Validation, collection.Inference?.Splits));
        Assert.InRange(collection.Inference?.Attacks.PValue ?? 1, 0, .001);
        Assert.InRange(collection.Inference?.Words?.PValue ?? 0, .05, 1);
        Assert.InRange(collection.Inference?.Gain?.Low ?? 0, .1, 1);

        // The two-sample test is the one of the stored scores.
        var labels = scene.Store.ReadDocuments(run).ToDictionary(document => document.Ordinal, document => document.Label == Membership.Member);
        var scores = scene.Store.ReadScores(run).Where(score => score.Attack == collection.Attack).Select(score => new LabelledScore(score.Score.Value ?? 0, labels[score.Ordinal])).ToList();
        Assert.Equal(TwoSampleTest.Run(scores, scene.Settings.Resamples, scene.Settings.Seed), collection.Scores);
    }

    [Fact]
    public async Task Words_that_tell_the_collections_apart_are_the_control()
    {
        using var scene = Scene(60, member => member ? " northern" : " southern");
        var inference = Collection(scene, await scene.RunAsync()).Inference;
        Assert.InRange(inference?.Words?.PValue ?? 1, 0, .001);
        Assert.Contains("The texts alone tell the collections apart", CollectionStatement.Control(inference!, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scoring_again_gives_the_same_bytes_without_corpus_or_model()
    {
        using var scene = Scene(60);
        var run = await scene.RunAsync();
        var before = scene.ResultOf(run);
        File.Delete(scene.CorpusPath);
        new RunAnalysis(scene.Store).Analyze(run);
        Assert.Equal(before, scene.ResultOf(run));
    }

    [Fact]
    public async Task Without_kept_texts_the_control_is_what_was_measured_when_they_were_read()
    {
        using var scene = Scene(60);
        scene.Settings = scene.Settings with { KeepText = false };
        var run = await scene.RunAsync();
        var evaluation = scene.Evaluation(run);
        Assert.Null(evaluation.Collection?.Inference?.Words);
        Assert.NotNull(evaluation.TestedAgainstCalibration?.Words.Auc);
        Assert.Contains("The texts were not kept", CollectionStatement.Control(evaluation.Collection?.Inference!, evaluation.TestedAgainstCalibration), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attack_that_lacks_a_document_is_no_feature_and_a_document_without_scores_is_left_out()
    {
        using var scene = Scene(60, attacks: ["loss", "lowercase", "min-k(k=0.2)"], refused: "oak oak OAK");
        scene.AppendLine("""{"id":"x","text":"oak oak OAK","label":"member"}""");
        scene.AppendLine("""{"id":"y","text":"","label":"member"}""");
        var collection = Collection(scene, await scene.RunAsync());
        Assert.Equal(Attacks, collection.Features);
        Assert.Equal(31, collection.Inference?.Suspects);
    }

    [Fact]
    public async Task With_few_documents_there_is_a_reason_instead()
    {
        using var scene = Scene(38);
        var collection = Collection(scene, await scene.RunAsync());
        Assert.Null(collection.Inference);
        Assert.Equal("Dataset inference needs 20 scored documents of each collection, near-duplicates counted once; there are 19 and 19.", collection.Reason);
        Assert.NotNull(collection.Scores);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "Dataset inference needs 5 groups, or documents without one, of each collection; there are 1 and 1, and nothing shows how groups differ.")]
    [InlineData(10, null)]
    public async Task Where_documents_have_different_groups_five_of_each_collection_are_needed(int groups, string? reason)
    {
        using var scene = Scene(60);
        string[] grouped = [.. File.ReadAllLines(scene.CorpusPath).Select((line, i) => $"{{\"group\":\"{i % groups}\",{line[1..]}")];
        File.WriteAllLines(scene.CorpusPath, grouped);
        var collection = Collection(scene, await scene.RunAsync());
        Assert.Equal(reason, collection.Reason);
        Assert.Equal(reason is null, collection.Inference is not null);
    }

    [Fact]
    public async Task Without_non_members_there_is_no_second_collection()
    {
        using var scene = Scene(10);
        scene.WriteCorpus([("one text", "unknown"), ("another text", "member")]);
        Assert.Null(scene.Evaluation(await scene.RunAsync()).Collection);
    }

    private static CollectionEvaluation Collection(ProbeScene scene, long run) =>
        scene.Evaluation(run).Collection ?? throw new InvalidOperationException("There are two collections.");

    /// <summary>Random words; even documents are members, most of which the model knows.</summary>
    private static ProbeScene Scene(int documents, Func<bool, string>? ending = null, string[]? attacks = null, string? refused = null)
    {
        var random = new Random(12);
        string[] texts = [.. Enumerable.Range(0, documents).Select(i => $"{string.Join(' ', Enumerable.Range(0, 6).Select(_ => Words[random.Next(Words.Length)]))}{ending?.Invoke(i % 2 == 0)} {i % 7}")];
        var known = texts.Where((_, i) => i % 2 == 0 && i % 8 != 6).ToList();
        return new ProbeScene(
            texts,
            new ScriptedModel("target") { Memorised = known, ContextLength = 200, Failing = refused is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [refused.ToLowerInvariant()] = "no numbers" } },
            attacks: attacks ?? Attacks);
    }
}

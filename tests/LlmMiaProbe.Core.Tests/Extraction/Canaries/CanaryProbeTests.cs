using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Extraction.Canaries;

public sealed class CanaryProbeTests : IDisposable
{
    private static readonly CanarySet Canaries = SealedCanaries.Draw(
        new CanaryTemplate("code {site} is {secret}."), new SecretAlphabet("0123456789", 6), [8, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 19, "seed", "00").Set;

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteProbeStore _store;
    private readonly RecordedProgress<ProbeProgress> _progress = new();
    private ScriptedModelProvider _models = new(Model());

    public CanaryProbeTests() => _store = SqliteProbeStore.Open($"{_folder.Path}/store.db");

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_the_model_predicts_ranks_first_and_what_it_does_not_ranks_anywhere()
    {
        var scores = await ScoreAsync();

        Assert.Equal(Canaries.Canaries, scores.Select(score => score.Canary));
        Assert.All(scores.Where(score => score.Canary.Repetitions > 0), score => Assert.True(score.Rank?.IsCapped));
        var controls = scores.Where(score => score.Canary.Repetitions == 0).Select(score => score.Rank?.PValue ?? 0).ToList();
        Assert.InRange(controls.Average(), .35, .65);
        Assert.True(controls.Distinct().Count() > 8);
        Assert.Equal(Math.Log2(19), RepetitionExposure.Of(scores)[^1].Mean, 12);
    }

    [Fact]
    public async Task A_score_is_the_log_probability_of_the_whole_text_and_its_rank_among_its_references()
    {
        var scores = await ScoreAsync();

        using var scorer = _models.Open(ModelRole.Target, new RunSettings { Model = "x", Corpora = [], Attacks = [] });
        foreach (var score in scores)
        {
            double LogProb(string text) => (_store.FindEvidence(scorer.Prepare(text).Key) ?? throw new InvalidOperationException()).TotalLogProb;
            Assert.Equal(LogProb(score.Canary.Text), score.LogProb);
            Assert.Equal(1 + Canaries.References(score.Canary, 19).Count(reference => LogProb(reference) >= score.LogProb), score.Rank?.Rank);
        }
    }

    [Fact]
    public async Task A_second_test_decodes_nothing_and_says_the_same()
    {
        var first = await ScoreAsync();
        var decoded = _models.Activity.Texts.Count;
        var second = await ScoreAsync();

        Assert.Equal(20 * 20, decoded);
        Assert.Equal(decoded, _models.Activity.Texts.Count);
        Assert.Equal(first, second);
        Assert.Equal((400, 400, 0), (_progress.Reports[^1].Done, _progress.Reports[^1].Cached, _progress.Reports[^1].TokensDecoded));
    }

    [Fact]
    public async Task An_interrupted_test_goes_on_where_it_was()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ScoreAsync(_models.Activity.InterruptAfter(150)));
        var before = _models.Activity.Texts.Count;
        var resumed = await ScoreAsync();

        Assert.Equal((150, 400), (before, _models.Activity.Texts.Count));
        Assert.Equal(20, resumed.Count(score => score.Rank is { References: 19 }));
    }

    [Fact]
    public async Task A_canary_that_cannot_be_scored_is_named_and_a_reference_left_out()
    {
        var canaries = Canaries.Canaries;
        _models = new ScriptedModelProvider(Model() with
        {
            Refused = new Dictionary<string, string> { [canaries[1].Text] = "odd bytes", [Canaries.References(canaries[2], 19)[3]] = "odd bytes" },
            Failing = new Dictionary<string, string> { [canaries[3].Text] = "no numbers" },
        });

        var scores = await ScoreAsync();

        Assert.Equal(("odd bytes", "no numbers"), (scores[1].Failure, scores[3].Failure));
        Assert.Equal((null, null), (scores[1].Rank, scores[3].Rank));
        Assert.Equal(18, scores[2].Rank?.References);
        Assert.Equal(3, _progress.Reports[^1].Failed);
    }

    private static ScriptedModel Model() => new("target") { ContextLength = 64, Memorised = [.. Canaries.Canaries.Where(canary => canary.Repetitions > 0).Select(canary => canary.Text)] };

    private async Task<IReadOnlyList<CanaryScore>> ScoreAsync(CancellationToken cancellation = default)
    {
        using var scorer = _models.Open(ModelRole.Target, new RunSettings { Model = "x", Corpora = [], Attacks = [] });
        return await new CanaryProbe(_store, scorer, _progress).ScoreAsync("scoring target", Canaries, 19, cancellation);
    }
}

using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class ShotPrefixesTests
{
    /// <summary>A byte is a token; with the blank line behind them the shots have 22, 10 and 8 tokens, and half of the context is 32.</summary>
    private static readonly string[] s_shots = [new('a', 20), "bbbbbbbb", "cccccc"];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(12, 2)]
    public async Task The_run_says_how_many_shots_there_was_room_for(int asked, int given)
    {
        using var scene = await RunAsync(asked, s_shots, context: 64);
        Assert.Equal([new GivenShots(Membership.NonMember, asked, given, InFile: 3, ContextTokens: 64)], scene.Evaluation(1).Prefixes ?? []);
        Assert.All(scene.Store.ReadScores(1), score => Assert.NotNull(score.Score.Value));
    }

    /// <summary>Before a text of the same tokens stand the first two where they fit, and the two shortest where all three do not.</summary>
    [Fact]
    public async Task All_that_fit_are_the_first_and_else_the_shortest_are_taken()
    {
        using var two = await RunAsync(2, [s_shots[1], s_shots[2], s_shots[0]], context: 64);
        using var three = await RunAsync(3, s_shots, context: 64);
        Assert.Equal(two.Store.ReadScores(1).Select(score => score.Score), three.Store.ReadScores(1).Select(score => score.Score));
    }

    [Fact]
    public async Task A_shot_that_is_too_long_is_refused_with_a_remedy() =>
        Assert.Contains("--context-length", (await Assert.ThrowsAsync<ConfigurationException>(() => RunAsync(1, s_shots, context: 15))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(12, 12, 40, "before each text stood 12 of the 12 non-member shots asked for.")]
    [InlineData(12, 3, 3, "before each text stood 3 of the 12 non-member shots asked for: the file holds no more.")]
    [InlineData(12, 2, 40, "before each text stood 2 of the 12 non-member shots asked for: no more of the 40 in the file fit into half of the context of 512 tokens, and the shortest were taken.")]
    public void The_sentence_names_the_number(int asked, int given, int inFile, string expected) =>
        Assert.Equal(expected, new GivenShots(Membership.NonMember, asked, given, inFile, 512).Sentence);

    [Fact]
    public void Shots_belong_to_the_attacks_that_asked_for_them()
    {
        var shots = new GivenShots(Membership.Member, 12, 2, 12, 512);
        Assert.Equal([false, true, false, false], AttackSelection.Parse("recall,con-recall,con-recall(shots=2),loss").Select(shots.IsOf));
    }

    private static async Task<ProbeScene> RunAsync(int asked, string[] shots, int context)
    {
        var scene = new ProbeScene(["One text.", "Another."], new ScriptedModel("target") { ContextLength = context }, attacks: [$"recall(shots={asked})"]);
        try
        {
            var path = scene.CorpusPath.Replace("corpus.jsonl", "shots.jsonl", StringComparison.Ordinal);
            await File.WriteAllLinesAsync(path, shots.Select((shot, i) => $$"""{"id": "s{{i}}", "text": "{{shot}}"}"""));
            scene.Settings = scene.Settings with { Shots = [new CorpusSource(path)] };
            await scene.RunAsync();
            return scene;
        }
        catch
        {
            scene.Dispose();
            throw;
        }
    }
}

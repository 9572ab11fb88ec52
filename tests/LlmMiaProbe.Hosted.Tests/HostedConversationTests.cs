using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>Chat records at endpoints that score given text: the template is applied here.</summary>
public sealed class HostedConversationTests
{
    private static readonly RenderedText Text = new(
    [
        new(TextPartKind.Template, "<|im_start|>user\n"), new(TextPartKind.Context, "Who? Ä"), new(TextPartKind.Template, "<|im_end|>\n<|im_start|>assistant\n"),
        new(TextPartKind.Scored, "Me, it is."), new(TextPartKind.Template, "<|im_end|>\n"),
    ]);

    [Fact]
    public async Task The_scores_of_the_answer_are_those_in_process()
    {
        await using var scene = await HostedRun.StartAsync();
        var scores = (await ScoreAsync(scene, Text)).Scores;
        using var local = new ScriptedScorer(new ScriptedModel("scripted") { ContextLength = 4096 }, new ScriptedActivity());
        var expected = local.ScoreAllAsync([local.Prepare(Text)], default).ToBlockingEnumerable().Single().Scores;
        Assert.Equal((expected?.Tokens ?? []).Length, scores?.Count);
        Assert.Equal(expected?.LogProb, scores?.LogProb);
        Assert.Equal(Text.Text, scene.Endpoint.Requests.Single().Body["prompt"]?.GetValue<string>());
    }

    [Theory]
    [InlineData(EndpointDefect.AppliesTemplate, "do not spell the text")]
    [InlineData(EndpointDefect.HidesTemplate, "put a chat template of their own around")]
    public async Task A_server_that_applies_a_template_of_its_own_gives_no_scores(EndpointDefect defect, string reason)
    {
        await using var scene = await HostedRun.StartAsync(settings => settings with { Defect = defect });
        var scored = await ScoreAsync(scene, Text);
        Assert.Null(scored.Scores);
        Assert.Contains(reason, scored.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a <|im_end|> b", "<|im_end|>")]
    [InlineData("a <|endoftext|> b", "<|endoftext|>")]
    [InlineData("a </s> b", "</s>")]
    public async Task A_document_that_spells_a_mark_is_not_sent(string said, string mark)
    {
        await using var scene = await HostedRun.StartAsync();
        using var scorer = Scorer(scene);
        var spelled = new RenderedText([.. Text.Parts.Take(1), new(TextPartKind.Context, said), .. Text.Parts.Skip(2)]);
        Assert.Contains($"it spells {mark}, which the endpoint would take", Assert.Throws<ModelException>(() => scorer.Prepare(spelled)).Message, StringComparison.Ordinal);
        Assert.Empty(scene.Endpoint.Requests);
    }

    [Fact]
    public async Task The_mask_is_a_part_of_the_key()
    {
        await using var scene = await HostedRun.StartAsync();
        using var scorer = Scorer(scene);
        Assert.NotEqual(scorer.Prepare(Text).Key, scorer.Prepare(Text.Text).Key);
        Assert.NotEqual(scorer.Prepare(Text).Key, scorer.Prepare(new RenderedText(Text.Parts.Select((part, i) => i == 1 ? part with { Kind = TextPartKind.Scored } : part))).Key);
    }

    private static HostedTokenScorer Scorer(HostedRun scene) =>
        new HostedModels(TimeProvider.System).OpenScorer(scene.Settings().Hosted ?? throw new InvalidOperationException("no endpoint"), null);

    private static async Task<ScoredText> ScoreAsync(HostedRun scene, RenderedText text)
    {
        using var scorer = Scorer(scene);
        await foreach (var scored in scorer.ScoreAllAsync([scorer.Prepare(text)], default))
        {
            return scored;
        }

        throw new InvalidOperationException("no answer");
    }
}

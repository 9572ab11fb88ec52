using LlmMiaProbe.Core.Tests.Generation;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Questions;

public sealed class RationedChatTests
{
    [Fact]
    public async Task Requests_stop_at_the_budget_and_go_on_where_they_stopped()
    {
        using var scene = new QuestionScene(5);
        var method = new NameCloze(QuestionScene.Prompts, passages: 1);
        var model = new ScriptedChatModel(request => ScriptedChatModel.Say(request, "Ahab"));
        var stopped = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.RunAsync(method, new RationedChat(model, new QuestionBudget(7, null))));
        Assert.Equal("the budget of 7 requests is used up; every reply so far is kept: the same command goes on from there with another budget (--max-requests)", stopped.Message);
        Assert.Equal(7, model.Asked.Count);

        await scene.RunAsync(method, new RationedChat(model, new QuestionBudget(3, null)));
        Assert.Equal(10, model.Asked.Count);
        Assert.Equal(10, model.Asked.Select(request => request.Messages[0].Text).Distinct().Count());
    }

    [Fact]
    public async Task A_request_that_might_exceed_the_tokens_is_not_asked()
    {
        // Eight bytes are two tokens; with 10 produced at most, a request may need 12 and is charged 2 + 1.
        var model = new ScriptedChatModel(request => ScriptedChatModel.Say(request, "yes"));
        var chat = new RationedChat(model, new QuestionBudget(null, 20));
        var asked = new List<ChatReply>();
        var stopped = await Assert.ThrowsAsync<PrerequisiteException>(async () =>
        {
            await foreach (var reply in chat.AskAllAsync([.. Enumerable.Range(0, 9).Select(i => new ChatRequest([ChatMessage.User($"number {i}")], 10, DecodingScheme.Greedy))], CancellationToken.None))
            {
                asked.Add(reply);
            }
        });
        Assert.Equal("the budget of 20 tokens does not suffice for the next request (9 are used); every reply so far is kept: the same command goes on with a larger --max-tokens", stopped.Message);
        Assert.Equal((3, 9L, 3L), (asked.Count, chat.Tokens, chat.Requests));
    }

    [Fact]
    public async Task Messages_become_one_text_for_a_generator()
    {
        Assert.Equal("Be brief.\n\nGo on: a b c d\n\nMore.", PlainTextChat.Text([ChatMessage.System("Be brief."), ChatMessage.User("Go on: a b"), ChatMessage.Assistant(" c d"), ChatMessage.User("More.")]));
        var generator = new ScriptedGenerator(request => request.Prompt.Length == 4 ? null : " c d", contextTokens: 12);
        using var chat = new PlainTextChat(generator);
        var replies = await GenerationScene.ListAsync(chat.AskAllAsync(
            [new ChatRequest([ChatMessage.User("a b")], 20, DecodingScheme.Greedy) { PromptHash = "ab" }, new ChatRequest([ChatMessage.User("fail")], 20, DecodingScheme.Full, 3, 2)], CancellationToken.None));
        Assert.Equal([" c d", ""], replies.Select(reply => reply.Text));
        Assert.Equal(("ab", 3, 4), (replies[0].Detail.PromptHash, replies[0].Detail.PromptTokens, replies[0].Detail.CompletionTokens));
        Assert.Equal("the script says so", replies[1].Failure);
        Assert.Equal((3, 2), (generator.Asked[1].Seed, generator.Asked[1].Sample));
    }
}

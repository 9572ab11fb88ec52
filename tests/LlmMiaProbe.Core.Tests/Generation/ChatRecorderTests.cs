using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Generation;

public sealed class ChatRecorderTests : IDisposable
{
    private static readonly AttemptUse s_use = new(null, ModelRole.Target, "question");

    private readonly GenerationScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_question_is_asked_once_and_its_answer_comes_back_with_all_that_was_said_about_it()
    {
        var detail = new AnswerDetail { ReportedModel = "m-2", SystemFingerprint = "fp_1", Finish = "stop", PromptTokens = 9, CompletionTokens = 1, FirstToken = [new("A", -0.1), new("B", -2.5)], PromptHash = "ab" };
        var chat = new ScriptedChatModel(request => new ChatReply(request, "A", FinishReason.Stop, null, detail), topLogProbs: 5);
        var request = Question("Which?") with { TopLogProbs = 2, PromptHash = "ab" };
        var first = Assert.Single(await AskAsync(chat, request));
        var second = Assert.Single(await AskAsync(chat, request));

        Assert.Single(chat.Asked);
        foreach (var reply in new[] { first, second })
        {
            Assert.Equal("A", reply.Text);
            Assert.Equal(detail with { FirstToken = [] }, reply.Detail with { FirstToken = [] });
            Assert.Equal(detail.FirstToken, reply.Detail.FirstToken);
        }

        var logged = Assert.Single(_scene.Store.ReadAttempts(_scene.Run)).Attempt;
        Assert.Equal("Which?", logged.PromptText);
        Assert.Equal("Which?", PackedText.Text(logged.Outcome.Request.Prompt));
        Assert.Equal(logged.Key, Recorder(chat).KeyOf(request));
    }

    [Fact]
    public async Task Messages_roles_and_alternatives_make_other_questions()
    {
        var chat = new ScriptedChatModel(request => ScriptedChatModel.Say(request, "yes"));
        await AskAsync(
            chat,
            Question("Which?"),
            Question("Which?") with { TopLogProbs = 4 },
            Question("Which?") with { Messages = [ChatMessage.System("Be brief."), ChatMessage.User("Which?")] },
            Question("Which?") with { Messages = [ChatMessage.Assistant("Which?")] },
            Question("Which? "));
        Assert.Equal(5, chat.Asked.Count);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_a_failure_is_asked_again()
    {
        var fails = true;
        var chat = new ScriptedChatModel(request => request.Messages[0].Text == "withheld"
            ? new ChatReply(request, "", FinishReason.Filtered, null, new AnswerDetail { Finish = "content_filter" })
            : fails ? null : ScriptedChatModel.Say(request, "there"));
        var before = await AskAsync(chat, Question("withheld"), Question("lost"));
        fails = false;
        var after = await AskAsync(chat, Question("withheld"), Question("lost"));

        Assert.Equal([FinishReason.Filtered, FinishReason.Failed], before.Select(reply => reply.Finish));
        Assert.Equal([FinishReason.Filtered, FinishReason.Stop], after.Select(reply => reply.Finish));
        Assert.Equal(3, chat.Asked.Count);
        Assert.Equal(["content_filter", null, null], _scene.Store.ReadAttempts(_scene.Run).Select(entry => entry.Attempt.Outcome.Detail?.Finish == "stop" ? null : entry.Attempt.Outcome.Detail?.Finish));
    }

    [Fact]
    public async Task A_reply_that_comes_after_one_that_a_budget_ended_is_the_answer_to_its_own_question()
    {
        var chat = new ScriptedChatModel(request => request.Messages[0].Text == "2" ? throw new PrerequisiteException("the budget is used up") : ScriptedChatModel.Say(request, $"to {request.Messages[0].Text}"));
        // The third answer comes before the error of the second.
        var disordered = new Disordered(chat);
        await Assert.ThrowsAsync<PrerequisiteException>(() => AskAsync(disordered, Question("1"), Question("2"), Question("3")));
        Assert.Equal([("1", "to 1"), ("3", "to 3")], _scene.Store.ReadAttempts(_scene.Run).Select(entry => (entry.Attempt.PromptText, entry.Attempt.Outcome.Text)));
    }

    [Fact]
    public async Task A_completion_that_comes_after_one_that_a_budget_ended_is_the_answer_to_its_own_question()
    {
        using var chat = new PlainTextChat(new EndingGenerator(missing: 1));
        ChatRequest[] requests = [.. Enumerable.Range(0, 3).Select(i => Question($"{i}") with { Sample = i, Scheme = DecodingScheme.Full, MaxTokens = 20 })];
        await Assert.ThrowsAsync<PrerequisiteException>(() => AskAsync(chat, requests));
        Assert.Equal([("0", "sample 0"), ("2", "sample 2")], _scene.Store.ReadAttempts(_scene.Run).Select(entry => (entry.Attempt.PromptText, entry.Attempt.Outcome.Text)));
    }

    /// <summary>Asks the second question last.</summary>
    private sealed class Disordered(ScriptedChatModel chat) : IChatModel
    {
        public ModelDescription Model => chat.Model;

        public string Policy => chat.Policy;

        public int TopLogProbs => chat.TopLogProbs;

        public int PreferredBatch => chat.PreferredBatch;

        public IAsyncEnumerable<ChatReply> AskAsync(IAsyncEnumerable<ChatRequest> requests, CancellationToken cancellationToken) =>
            chat.AskAsync(requests.OrderBy(request => request.Messages[0].Text == "2"), cancellationToken);

        public void Dispose()
        {
        }
    }

    private static ChatRequest Question(string text) => new([ChatMessage.User(text)], 5, DecodingScheme.Greedy);

    private ChatRecorder Recorder(IChatModel chat) => new(_scene.Store, _scene.Run, chat, "0.0-test", new ManualTimeProvider());

    private Task<List<ChatReply>> AskAsync(IChatModel chat, params ChatRequest[] requests) =>
        GenerationScene.ListAsync(Recorder(chat).AskAsync([.. requests.Select(request => new WantedReply(s_use, request))], CancellationToken.None));
}

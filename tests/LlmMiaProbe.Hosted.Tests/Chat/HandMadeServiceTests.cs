using System.Runtime.CompilerServices;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Models;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ChatMessage = LlmMiaProbe.Models.ChatMessage;

namespace LlmMiaProbe.Hosted.Tests.Chat;

/// <summary>A chat service that somebody made, asked as any model is.</summary>
public sealed class HandMadeServiceTests
{
    [Fact]
    public async Task It_is_asked_recorded_and_not_asked_twice()
    {
        await using var run = await HostedRun.StartAsync();
        var service = new Reversing();
        using var model = new KernelChatModel(service, "reversing") { Concurrency = 2 };
        var id = run.Store.BeginRun(run.Settings(), "0.0-test", DateTimeOffset.UnixEpoch);
        var recorder = new ChatRecorder(run.Store, id, model, "0.0-test", new ManualTimeProvider());
        WantedReply[] wanted = [.. new[] { "abc", "fail", "déjà" }.Select(text =>
            new WantedReply(new AttemptUse(null, ModelRole.Target, "test"), new ChatRequest([ChatMessage.System("Reverse."), ChatMessage.User(text)], 9, DecodingScheme.Greedy)))];

        var replies = await ListAsync(recorder.AskAsync(wanted, CancellationToken.None));
        Assert.Equal(["cba", "", "àjéd"], replies.Select(reply => reply.Text));
        Assert.Equal([FinishReason.Stop, FinishReason.Failed, FinishReason.Stop], replies.Select(reply => reply.Finish));
        Assert.Equal("the connector cannot use the endpoint's answer: no words", replies[1].Failure);
        Assert.Equal(["Reverse.|abc", "Reverse.|déjà", "Reverse.|fail"], service.Asked.Order(StringComparer.Ordinal));
        Assert.All(service.Settings, settings => Assert.Equal(9, Assert.IsType<int>(settings["max_tokens"])));

        // Only what failed is tried anew.
        Assert.Equal(["cba", "", "àjéd"], (await ListAsync(recorder.AskAsync(wanted, CancellationToken.None))).Select(reply => reply.Text));
        Assert.Equal(4, service.Asked.Count);
    }

    [Fact]
    public async Task Cancelling_ends_it_and_is_no_reply()
    {
        using var model = new KernelChatModel(new Reversing(), "reversing");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ListAsync(model.AskAllAsync([new ChatRequest([ChatMessage.User("abc")], 9, DecodingScheme.Greedy)], cancelled.Token)));
    }

    [Fact]
    public void Names_tell_models_apart_and_objects_do_not()
    {
        using var one = new KernelChatModel(new Reversing(), "one");
        using var same = new KernelChatModel(new Reversing(), "one");
        using var other = new KernelChatModel(new Reversing(), "other");
        Assert.Equal(one.Model.Fingerprint, same.Model.Fingerprint);
        Assert.NotEqual(one.Model.Fingerprint, other.Model.Fingerprint);
        Assert.Equal($"chat through Semantic Kernel {KernelChatModel.Version}, Reversing", one.Policy);
        Assert.Matches(@"^\d+\.\d+\.\d+$", KernelChatModel.Version);
    }

    private static async Task<List<ChatReply>> ListAsync(IAsyncEnumerable<ChatReply> replies)
    {
        var list = new List<ChatReply>();
        await foreach (var reply in replies)
        {
            list.Add(reply);
        }

        return list;
    }

    private sealed class Reversing : IChatCompletionService
    {
        private readonly Lock _gate = new();

        public List<string> Asked { get; } = [];

        public List<IDictionary<string, object>> Settings { get; } = [];

        public IReadOnlyDictionary<string, object?> Attributes { get; } = new Dictionary<string, object?>();

        public async Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            lock (_gate)
            {
                Asked.Add(string.Join('|', chatHistory.Select(message => message.Content)));
                Settings.Add(executionSettings?.ExtensionData ?? new Dictionary<string, object>());
            }

            var text = chatHistory[^1].Content ?? "";
            return text == "fail" ? throw new NotSupportedException("no words") : [new ChatMessageContent(AuthorRole.Assistant, string.Concat(text.Reverse()))];
        }

        public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var content in await GetChatMessageContentsAsync(chatHistory, executionSettings, kernel, cancellationToken))
            {
                yield return new StreamingChatMessageContent(content.Role, content.Content);
            }
        }
    }
}

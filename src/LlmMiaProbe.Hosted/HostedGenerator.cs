using System.Runtime.CompilerServices;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;
using LlmMiaProbe.Prompts;

namespace LlmMiaProbe.Hosted;

/// <summary>
/// Continues texts at an endpoint, a request a continuation: by completions, which take the text as it is, or else by the
/// chat, which is asked to continue it. Its tokenizer is out of reach, so tokens are those of <see cref="PackedText"/>.
/// </summary>
public sealed class HostedGenerator : IGenerator, IMeteredModel
{
    private const int RequestsAhead = 4;

    private static readonly PromptTemplate s_prompt = PromptLibrary.BuiltIn.Of(PromptSlot.ContinueText);

    private readonly HostedModel _model;
    private readonly EndpointClient _client;
    private readonly EndpointChat _chat;
    private readonly ITextTokenizer _tokenizer;
    private readonly bool _cutsByWord;

    internal HostedGenerator(HostedModel model, EndpointClient client, EndpointChat chat, ITextTokenizer tokenizer, bool cutsByWord, int? contextTokens)
    {
        (_model, _client, _chat, _tokenizer, _cutsByWord) = (model, client, chat, tokenizer, cutsByWord);
        Model = HostedIdentity.Describe(model);
        Policy = model.Capability.HasCompletions
            ? "completions, the text as it is"
            : $"{chat.Policy}, asked with {s_prompt.Name} v{s_prompt.Version} sha256 {s_prompt.Hash}";
        ContextTokens = contextTokens ?? Model.ContextLength;
    }

    public ModelDescription Model { get; }

    public string Policy { get; }

    public int ContextTokens { get; }

    public int TopLogProbs => _model.Capability.HasCompletions ? _model.Capability.CompletionTopLogProbs : _model.Capability.ChatTopLogProbs;

    public int PreferredBatch => RequestsAhead * _model.Settings.AtATime;

    public EndpointUsage Usage => _client.Usage;

    public int[] Tokenize(string text) => PackedText.Of(text);

    public int Count(ReadOnlySpan<int> tokens) => _tokenizer.Count(PackedText.Text(tokens));

    public SplitText? Cut(string text, double share) => _cutsByWord ? SplitText.Of(text, share) : _tokenizer.Cut(text, share);

    public string Text(ReadOnlySpan<int> tokens) => PackedText.Text(tokens);

    public async IAsyncEnumerable<Continuation> GenerateAsync(
        IAsyncEnumerable<GenerationRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var continuation in OrderedRequests.RunAsync(requests, _model.Settings.AtATime, PreferredBatch, ContinueAsync, cancellationToken))
        {
            yield return continuation;
        }
    }

    public void Dispose()
    {
        _chat.Dispose();
        _client.Dispose();
    }

    private async Task<Continuation> ContinueAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        var given = Count(request.Prompt);
        var room = ContextTokens - given;
        if (room < 1)
        {
            return Continuation.Failed(request, $"the prompt of about {given} tokens leaves no room in the context of {ContextTokens}");
        }

        var wanted = Math.Min(request.MaxTokens, room);
        var (text, finish, failure, detail) = _model.Capability.HasCompletions
            ? await CompleteAsync(request, wanted, cancellationToken)
            : await ChatAsync(request, wanted, cancellationToken);
        HostedIdentity.RequireSame(_model, detail.ReportedModel);
        return new Continuation(
            request,
            PackedText.Of(text),
            text,
            finish == FinishReason.Length && wanted < request.MaxTokens ? FinishReason.Context : finish,
            failure) { Detail = detail };
    }

    private async Task<(string Text, FinishReason Finish, string? Failure, AnswerDetail Detail)> CompleteAsync(
        GenerationRequest request, int wanted, CancellationToken cancellationToken)
    {
        try
        {
            var seed = request.Scheme.IsGreedy ? (int?)null : SampleStream.SeedOf(request.Seed, request.Sample);
            var body = CompletionRoute.Request(_model.Settings.Model, PackedText.Text(request.Prompt), wanted, request.Scheme, seed, request.TopLogProbs);
            var reply = CompletionRoute.Read(await _client.PostAsync(CompletionRoute.Url(_client), body, cancellationToken));
            return (reply.Text, CompletionRoute.FinishOf(reply.Detail), null, reply.Detail);
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            return ("", FinishReason.Failed, e.Message, new AnswerDetail());
        }
    }

    private async Task<(string Text, FinishReason Finish, string? Failure, AnswerDetail Detail)> ChatAsync(
        GenerationRequest request, int wanted, CancellationToken cancellationToken)
    {
        var question = new ChatRequest(s_prompt.Fill(("beginning", PackedText.Text(request.Prompt))), wanted, request.Scheme, request.Seed, request.Sample)
        {
            PromptHash = s_prompt.Hash, TopLogProbs = request.TopLogProbs,
        };
        var reply = await _chat.ReplyAsync(question, cancellationToken);
        return (reply.Text, reply.Finish, reply.Failure, reply.Detail);
    }
}

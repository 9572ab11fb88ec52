using System.Text.Json;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>Counts requests and tokens of one model, and stops before the budget of the command is exceeded. Safe for concurrent use.</summary>
/// <param name="limits">How much the command may ask.</param>
/// <param name="budget">What it asked so far, of all its models.</param>
/// <param name="tokenizer">Counts what is not billed; null to count that as nothing.</param>
internal sealed class EndpointMeter(EndpointSettings limits, RequestBudget budget, ITextTokenizer? tokenizer)
{
    private readonly Lock _gate = new();
    private EndpointUsage _usage = EndpointUsage.None;

    public EndpointUsage Usage
    {
        get
        {
            lock (_gate)
            {
                return _usage;
            }
        }
    }

    /// <summary>Takes one request from the budget.</summary>
    /// <param name="body">As sent, JSON; null for a question without a body.</param>
    /// <param name="tokens">What it can be billed at most, where the caller knows better than its bytes say; else null.</param>
    /// <param name="isRetry">The same was sent before.</param>
    /// <param name="cancellationToken">Ends the waiting for others that may leave enough.</param>
    /// <returns>What is set aside for it.</returns>
    /// <exception cref="PrerequisiteException">There is none left.</exception>
    /// <exception cref="EndpointException">It takes more than there ever is.</exception>
    public async Task<long> BeginAsync(string? body, long? tokens, bool isRetry, CancellationToken cancellationToken)
    {
        var promised = await budget.TakeAsync(limits, limits.MaxTokens is null ? 0 : tokens ?? RequestCost.Of(body), cancellationToken);
        lock (_gate)
        {
            _usage = _usage with { Requests = _usage.Requests + 1, Retries = _usage.Retries + (isRetry ? 1 : 0) };
        }

        return promised;
    }

    /// <summary>Counts what another client asked for this one; the budget, which they share, has it already.</summary>
    public void Add(EndpointUsage usage)
    {
        lock (_gate)
        {
            _usage += usage;
        }
    }

    /// <inheritdoc cref="RequestBudget.RequireRoom"/>
    public void RequireRoom(int requests, long tokens) => budget.RequireRoom(limits, requests, tokens);

    /// <param name="failure">What it was.</param>
    /// <param name="promised">See <see cref="BeginAsync"/>.</param>
    /// <param name="isBilled">The endpoint may have computed an answer all the same.</param>
    public void Fail(EndpointFailure failure, long promised, bool isBilled)
    {
        budget.Settle(promised, isBilled ? null : 0);
        lock (_gate)
        {
            _usage = _usage with { Failed = _usage.Failed + 1, RateLimited = _usage.RateLimited + (failure == EndpointFailure.RateLimited ? 1 : 0) };
        }
    }

    /// <summary>Adds the tokens that an answer bills, in whatever field it says so, or else those of the texts.</summary>
    /// <param name="request">As sent, JSON; null for a question without a body.</param>
    /// <param name="promised">See <see cref="BeginAsync"/>.</param>
    /// <param name="reply">The answer.</param>
    public void Succeed(string? request, long promised, JsonElement reply)
    {
        var billed = Billed(reply);
        var (prompt, completion) = billed ?? Counted(request, reply);
        // What is neither billed nor counted may have been all that was set aside.
        budget.Settle(promised, billed is null && tokenizer is null ? null : prompt + completion);
        lock (_gate)
        {
            _usage = _usage with { PromptTokens = _usage.PromptTokens + prompt, CompletionTokens = _usage.CompletionTokens + completion };
        }
    }

    private static (long Prompt, long Completion)? Billed(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if ((reply.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object) || reply.TryGetProperty("meta_info", out usage))
        {
            return Sum(Number(usage, "prompt_tokens"), Number(usage, "completion_tokens"));
        }

        // Ollama's own API.
        if (reply.TryGetProperty("eval_count", out _))
        {
            return Sum(Number(reply, "prompt_eval_count"), Number(reply, "eval_count"));
        }

        return reply.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object
            ? Sum(
                details.TryGetProperty("prefill", out var prefill) && prefill.ValueKind == JsonValueKind.Array ? prefill.GetArrayLength() : null,
                Number(details, "generated_tokens"))
            : null;
    }

    private (long Prompt, long Completion) Counted(string? request, JsonElement reply)
    {
        if (tokenizer is null || request is null)
        {
            return (0, 0);
        }

        using var document = JsonDocument.Parse(request);
        var (given, answer) = (WrittenText.In(document.RootElement), WrittenText.In(reply));
        return (tokenizer.Count(given), tokenizer.Count(answer.StartsWith(given, StringComparison.Ordinal) ? answer[given.Length..] : answer));
    }

    private static (long Prompt, long Completion)? Sum(long? prompt, long? completion) =>
        prompt is null && completion is null ? null : (prompt ?? 0, completion ?? 0);

    // What no server bills is no number of tokens, and sums must hold.
    private static long? Number(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number)
        && number >= 0
        ? Math.Min(number, int.MaxValue)
        : null;
}

using System.Text.Json;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>Counts requests and tokens, and stops before the budget is exceeded. Safe for concurrent use.</summary>
/// <param name="maxRequests">Null for any number.</param>
/// <param name="maxTokens">Null for any number.</param>
/// <param name="tokenizer">Counts what is not billed; null to count that as nothing.</param>
internal sealed class EndpointMeter(int? maxRequests, long? maxTokens, ITextTokenizer? tokenizer)
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
    /// <exception cref="PrerequisiteException">There is none left.</exception>
    public void Begin(bool isRetry)
    {
        lock (_gate)
        {
            if (maxRequests is { } requests && _usage.Requests >= requests)
            {
                throw Exhausted($"--max-requests {requests}");
            }

            if (maxTokens is { } tokens && _usage.PromptTokens + _usage.CompletionTokens >= tokens)
            {
                throw Exhausted($"--max-tokens {tokens}");
            }

            _usage = _usage with { Requests = _usage.Requests + 1, Retries = _usage.Retries + (isRetry ? 1 : 0) };
        }
    }

    /// <summary>Whether so much more may be asked; takes nothing from the budget.</summary>
    /// <exception cref="PrerequisiteException">It would end before that.</exception>
    public void RequireRoom(int requests, long tokens)
    {
        lock (_gate)
        {
            if (_usage.Requests + requests > maxRequests)
            {
                throw Exhausted($"--max-requests {maxRequests}");
            }

            if (_usage.PromptTokens + _usage.CompletionTokens + tokens > maxTokens)
            {
                throw Exhausted($"--max-tokens {maxTokens}");
            }
        }
    }

    public void Fail(EndpointFailure failure)
    {
        lock (_gate)
        {
            _usage = _usage with { Failed = _usage.Failed + 1, RateLimited = _usage.RateLimited + (failure == EndpointFailure.RateLimited ? 1 : 0) };
        }
    }

    /// <summary>Adds the tokens that an answer bills, in whatever field it says so, or else those of the texts.</summary>
    /// <param name="request">As sent, JSON; null for a question without a body.</param>
    /// <param name="reply">The answer.</param>
    public void Succeed(string? request, JsonElement reply)
    {
        var (prompt, completion) = Billed(reply) ?? Counted(request, reply);
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
            return (Number(usage, "prompt_tokens"), Number(usage, "completion_tokens"));
        }

        // Ollama's own API.
        if (reply.TryGetProperty("eval_count", out _))
        {
            return (Number(reply, "prompt_eval_count"), Number(reply, "eval_count"));
        }

        return reply.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object
            ? (details.TryGetProperty("prefill", out var prefill) && prefill.ValueKind == JsonValueKind.Array
                ? prefill.GetArrayLength()
                : 0, Number(details, "generated_tokens"))
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

    private static long Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;

    private static PrerequisiteException Exhausted(string option) =>
        new(
            $"the budget of {option} is used up",
            "; everything so far is kept, and `mia-probe resume` goes on with a new budget of the same size",
            inner: null);
}

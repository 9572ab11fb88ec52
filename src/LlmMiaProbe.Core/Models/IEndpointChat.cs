namespace LlmMiaProbe.Models;

/// <summary>One way to ask the chat of an endpoint: a question, an answer. Key, budget, retries and time limits are those of the HTTP client that it was given.</summary>
public interface IEndpointChat : IDisposable
{
    /// <summary>What the question goes through; part of every attempt's key.</summary>
    string Policy { get; }

    /// <summary>Fields that the endpoint refused, so that it decides about them.</summary>
    IReadOnlyCollection<string> Refused => [];

    /// <summary>What the HTTP client throws is left to the caller.</summary>
    Task<ChatReply> AskAsync(ChatRequest request, CancellationToken cancellationToken);
}

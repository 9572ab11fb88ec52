namespace LlmMiaProbe.Models;

/// <summary>A model that answers messages. Ask it through <see cref="Generation.ChatRecorder"/>, which logs every attempt.</summary>
public interface IChatModel : IDisposable
{
    ModelDescription Model { get; }

    /// <summary>Everything that can change an answer beside model and request. Part of every attempt's key.</summary>
    string Policy { get; }

    /// <summary>Alternatives of a token that it reports at most; 0 if it reports no log-probabilities.</summary>
    int TopLogProbs { get; }

    /// <summary>Requests that are worth having at hand; it reads no more of them before the first reply.</summary>
    int PreferredBatch { get; }

    /// <summary>Asks as requests come and yields the replies in the order given, failures included. Cancellation takes effect between requests.</summary>
    /// <exception cref="PrerequisiteException">The endpoint cannot be reached any more, refuses the key, or the budget is used up.</exception>
    IAsyncEnumerable<ChatReply> AskAsync(IAsyncEnumerable<ChatRequest> requests, CancellationToken cancellationToken);
}

namespace LlmMiaProbe.Models;

/// <summary>A model that answers messages. Ask it through <see cref="Generation.ChatRecorder"/>, which logs every attempt.</summary>
public interface IChatModel : IDisposable
{
    ModelDescription Model { get; }

    /// <summary>Everything that can change an answer beside model and request. Part of every attempt's key.</summary>
    string Policy { get; }

    /// <summary>Alternatives of a token that it reports at most; 0 if it reports no log-probabilities.</summary>
    int TopLogProbs { get; }

    /// <summary>Requests that are worth handing over in one call.</summary>
    int PreferredBatch { get; }

    /// <summary>Asks and yields the replies in the order given, failures included. Cancellation takes effect between requests.</summary>
    /// <exception cref="PrerequisiteException">The endpoint cannot be reached any more, refuses the key, or the budget is used up.</exception>
    IAsyncEnumerable<ChatReply> AskAsync(IReadOnlyList<ChatRequest> requests, CancellationToken cancellationToken);
}

namespace LlmMiaProbe.Models;

/// <summary>Questions that are all there.</summary>
public static class AskingExtensions
{
    /// <inheritdoc cref="IScorer.ScoreAsync"/>
    public static IAsyncEnumerable<ScoredText> ScoreAllAsync(this IScorer scorer, IReadOnlyList<PreparedText> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        return scorer.ScoreAsync(texts.ToAsyncEnumerable(), cancellationToken);
    }

    /// <inheritdoc cref="IGenerator.GenerateAsync"/>
    public static IAsyncEnumerable<Continuation> GenerateAllAsync(
        this IGenerator generator, IReadOnlyList<GenerationRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return generator.GenerateAsync(requests.ToAsyncEnumerable(), cancellationToken);
    }

    /// <inheritdoc cref="IChatModel.AskAsync"/>
    public static IAsyncEnumerable<ChatReply> AskAllAsync(this IChatModel chat, IReadOnlyList<ChatRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chat);
        return chat.AskAsync(requests.ToAsyncEnumerable(), cancellationToken);
    }
}

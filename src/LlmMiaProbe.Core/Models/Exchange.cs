using System.Threading.Channels;

namespace LlmMiaProbe.Models;

/// <summary>
/// Hands questions to a model one by one and takes its replies. So many questions wait that the model is never idle, and no
/// more: when there is no room for another, a reply is taken first.
/// </summary>
/// <remarks>For one caller. The model may read as many questions before it replies as there is room for, and no more.</remarks>
/// <param name="room">Questions that may wait, at least 1.</param>
/// <param name="model">Replies to questions as they come; begun by the first one.</param>
/// <param name="cancellationToken">Ends what is under way.</param>
internal sealed class Exchange<TQuestion, TReply>(
    int room, Func<IAsyncEnumerable<TQuestion>, CancellationToken, IAsyncEnumerable<TReply>> model, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly Channel<TQuestion> _questions = Channel.CreateBounded<TQuestion>(
        new BoundedChannelOptions(Math.Max(1, room)) { SingleReader = true, SingleWriter = true });
    private IAsyncEnumerator<TReply>? _replies;

    /// <returns>Whether there was room.</returns>
    public bool TryAsk(TQuestion question)
    {
        _replies ??= model(_questions.Reader.ReadAllAsync(cancellationToken), cancellationToken).GetAsyncEnumerator(cancellationToken);
        return _questions.Writer.TryWrite(question);
    }

    /// <summary>No question follows.</summary>
    public void Complete() => _questions.Writer.TryComplete();

    /// <summary>Waits for the next reply; there is room for a question, or all are asked.</summary>
    /// <returns>Whether one came; false once the model has no more to say.</returns>
    public async ValueTask<bool> MoveNextAsync() => _replies is not null && await _replies.MoveNextAsync();

    /// <summary>The reply that came last.</summary>
    public TReply Current => _replies is null ? throw new InvalidOperationException("Nothing was asked.") : _replies.Current;

    public async ValueTask DisposeAsync()
    {
        Complete();
        await (_replies?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

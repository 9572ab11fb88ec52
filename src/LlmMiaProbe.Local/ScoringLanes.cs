using LlmMiaProbe.Models;

namespace LlmMiaProbe.Local;

/// <summary>
/// Contexts that score short texts side by side, each with its share of the threads. Threads that share one text wait for each
/// other after every operation: that costs a tenth on idle cores, and most of the time where another process takes one of them.
/// </summary>
internal sealed class ScoringLanes : IDisposable
{
    private readonly TextScorer[] _lanes;

    /// <param name="model">With weights.</param>
    /// <param name="shape">More than one lane.</param>
    /// <param name="bos">BOS id that precedes a text, or null.</param>
    /// <param name="contextTokens">Tokens that a window of a long text may hold.</param>
    public ScoringLanes(ILlamaModel model, LaneShape shape, int? bos, int contextTokens) =>
        _lanes = [.. Enumerable.Range(0, shape.Count).Select(_ => new TextScorer(model.CreateContext(shape.Context), bos, contextTokens))];

    public int Count => _lanes.Length;

    /// <summary>Starts to score; one round at a time.</summary>
    /// <param name="texts">Of at most <see cref="LaneShape.LongestInput"/> inputs each, with the keys by which their outcomes are taken.</param>
    /// <param name="cancellationToken">Stops before the next text.</param>
    public Round Begin(IEnumerable<(int Key, PreparedText Text)> texts, CancellationToken cancellationToken) => new(_lanes, texts, cancellationToken);

    public void Dispose()
    {
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }
    }

    /// <summary>Texts under way. Disposing it waits for the lanes, so that their contexts may be used or freed afterwards.</summary>
    internal sealed class Round : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop;
        private readonly Dictionary<int, TaskCompletionSource<ScoredText>> _outcomes;
        private readonly Task _lanes;
        private readonly (int Key, PreparedText Text)[] _queue;
        private int _taken = -1;

        public Round(TextScorer[] lanes, IEnumerable<(int Key, PreparedText Text)> texts, CancellationToken cancellationToken)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _queue = [.. texts];
            _outcomes = _queue.ToDictionary(text => text.Key, _ => new TaskCompletionSource<ScoredText>(TaskCreationOptions.RunContinuationsAsynchronously));

            // Native decoding blocks, so the lanes have threads of their own.
            _lanes = Task.WhenAll(
                lanes
                    .Take(_queue.Length)
                    .Select(lane => Task.Factory.StartNew(() => Work(lane), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        }

        /// <summary>The outcome of a text of this round; null for other keys.</summary>
        public Task<ScoredText>? Outcome(int key) => _outcomes.GetValueOrDefault(key)?.Task;

        /// <summary>Waits for all texts of the round.</summary>
        public Task Finished => _lanes;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _lanes.ConfigureAwait(false);
            _stop.Dispose();
        }

        private void Work(TextScorer lane)
        {
            while (Interlocked.Increment(ref _taken) is var next && next < _queue.Length)
            {
                var (key, text) = _queue[next];
                try
                {
                    _stop.Token.ThrowIfCancellationRequested();
                    _outcomes[key].SetResult(lane.Score(text, _stop.Token));
                }
                catch (OperationCanceledException e)
                {
                    _outcomes[key].SetCanceled(e.CancellationToken);
                }
                catch (Exception e)
                {
                    _outcomes[key].SetException(e);
                }
            }
        }
    }
}

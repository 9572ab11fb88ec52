using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>
/// What one command may ask, of all its models at endpoints together. A request takes its place before it is sent, with the
/// most tokens that it can be billed, and gives back what it was not; so the budget holds for requests side by side, too.
/// Safe for concurrent use.
/// </summary>
internal sealed class RequestBudget
{
    // A bill beyond the most that was expected is expected from then on, within reason.
    private const double LargestFactor = 1000;

    private readonly Lock _gate = new();
    private TaskCompletionSource _settled = NewSignal();
    private long _requests;
    private long _spent;
    private long _promised;
    private int _underWay;
    private double _factor = 1;

    /// <summary>Takes a request and its tokens; waits while others are under way that may leave enough.</summary>
    /// <param name="limits">How much there is.</param>
    /// <param name="tokens">Given and produced, at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What was promised, for <see cref="Settle"/>.</returns>
    /// <exception cref="PrerequisiteException">There is not enough left.</exception>
    /// <exception cref="EndpointException">There would never be enough.</exception>
    public async Task<long> TakeAsync(EndpointSettings limits, long tokens, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task settled;
            lock (_gate)
            {
                if (_requests >= limits.MaxRequests)
                {
                    throw Exhausted($"--max-requests {limits.MaxRequests} is used up");
                }

                var promised = (long)Math.Ceiling(tokens * _factor);
                if (limits.MaxTokens is not { } most || _spent + _promised + promised <= most)
                {
                    (_requests, _promised, _underWay) = (_requests + 1, _promised + promised, _underWay + 1);
                    return promised;
                }

                if (tokens > most)
                {
                    throw TooMuch(tokens, most);
                }

                if (_underWay == 0)
                {
                    throw Exhausted(Used(most, promised));
                }

                settled = _settled.Task;
            }

            await settled.WaitAsync(cancellationToken);
        }
    }

    /// <param name="promised">What <see cref="TakeAsync"/> returned.</param>
    /// <param name="spent">What was billed; null where nobody knows, and then all that was promised counts.</param>
    public void Settle(long promised, long? spent)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            var billed = Math.Clamp(spent ?? promised, 0, int.MaxValue);
            (_promised, _spent, _underWay) = (_promised - promised, _spent + billed, _underWay - 1);
            if (promised > 0 && billed > promised)
            {
                _factor = Math.Min(LargestFactor, _factor * billed / promised);
            }

            (signal, _settled) = (_settled, NewSignal());
        }

        signal.SetResult();
    }

    /// <summary>Whether so much more may be asked; takes nothing.</summary>
    /// <exception cref="PrerequisiteException">It would end before that.</exception>
    /// <exception cref="EndpointException">It would always end before that.</exception>
    public void RequireRoom(EndpointSettings limits, int requests, long tokens)
    {
        if (requests > limits.MaxRequests)
        {
            throw new EndpointException(
                EndpointFailure.OverBudget,
                $"the endpoint is not asked: this takes {requests} requests, and --max-requests {limits.MaxRequests} allows fewer in all");
        }

        if (tokens > limits.MaxTokens)
        {
            throw TooMuch(tokens, limits.MaxTokens.Value);
        }

        lock (_gate)
        {
            if (_requests + requests > limits.MaxRequests)
            {
                throw Exhausted($"--max-requests {limits.MaxRequests} is used up");
            }

            if (_spent + _promised + tokens > limits.MaxTokens)
            {
                throw Exhausted(Used(limits.MaxTokens.Value, tokens));
            }
        }
    }

    /// <summary>Refuses a budget that questions about the endpoint itself may use up, before the first of them.</summary>
    /// <exception cref="ConfigurationException">It may.</exception>
    public void RequireRoomForQuestions(EndpointSettings limits, int requests, long tokens)
    {
        lock (_gate)
        {
            if (_requests + requests >= limits.MaxRequests)
            {
                throw TooSmall($"--max-requests {limits.MaxRequests}", $"{_requests + requests} requests");
            }

            if (_spent + _promised + tokens >= limits.MaxTokens)
            {
                throw TooSmall($"--max-tokens {limits.MaxTokens}", FormattableString.Invariant($"{_spent + _promised + tokens} tokens"));
            }
        }
    }

    private string Used(long most, long next) => FormattableString.Invariant(
        $"--max-tokens {most} is used up ({_spent + _promised} used, and the next request may take up to {next})");

    private static ConfigurationException TooSmall(string option, string needed) => new(
        $"{option} may be used up by the questions that find out what the endpoint returns, which take up to {needed} (fewer as a rule), "
        + $"so nothing would be measured: allow more than {needed}.");

    private static EndpointException TooMuch(long tokens, long most) => new(
        EndpointFailure.OverBudget,
        FormattableString.Invariant($"the endpoint is not asked: this may take up to {tokens} tokens (a byte each at most), ")
        + FormattableString.Invariant($"more than --max-tokens {most} in all"));

    private static PrerequisiteException Exhausted(string what) =>
        new(
            $"the budget of {what}",
            "; everything so far is kept, and `mia-probe resume` goes on with a new budget of the same size",
            inner: null);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

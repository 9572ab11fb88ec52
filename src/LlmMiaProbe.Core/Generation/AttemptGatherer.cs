using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>How a model is asked for attempts.</summary>
/// <typeparam name="TWanted">What is asked.</typeparam>
internal interface IAttemptSource<TWanted>
{
    /// <summary>The model, for people.</summary>
    string Name { get; }

    /// <summary>Questions that are worth having at hand.</summary>
    int Room { get; }

    AttemptKey KeyOf(TWanted wanted);

    AttemptUse UseOf(TWanted wanted);

    /// <summary>One attempt a question, in their order; where a budget ends, one may be missing and later ones come all the same.</summary>
    IAsyncEnumerable<Attempt> AskAsync(IAsyncEnumerable<TWanted> wanted, CancellationToken cancellationToken);
}

/// <summary>
/// Answers questions by attempts: what the log holds is not asked again, equal questions are asked once, and every attempt
/// is recorded before anybody sees it, failed ones too. Only so many are under way as the model works on at a time.
/// </summary>
internal sealed class AttemptGatherer<TWanted>(IKnownAttempts known, IAttemptSource<TWanted> source)
{
    // Of the questions that are worth having at hand; a model may hold twice that.
    private const int MostWaiting = 4;

    /// <summary>Attempts that the log did not hold.</summary>
    public long Made { get; private set; }

    /// <summary>Questions that were answered without one.</summary>
    public long Found { get; private set; }

    /// <summary>The answers in the order of the questions. A failed one is not in the log, and is asked again by the next call.</summary>
    /// <exception cref="ModelException">The model answered fewer questions than it was asked.</exception>
    public async IAsyncEnumerable<GatheredAttempt<TWanted>> GatherAsync(
        IEnumerable<TWanted> questions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var inOrder = new Queue<Pending>();
        var asked = new Dictionary<AttemptKey, Pending>();
        var (exchange, isOver) = (Begin(), false);
        try
        {
            foreach (var wanted in questions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                inOrder.Enqueue(await AskAsync(wanted));
                if (inOrder.Count > MostWaiting * source.Room && !inOrder.Peek().IsAnswered)
                {
                    // Many that were found wait behind one that is asked: it is not left waiting for more like it.
                    exchange.Complete();
                    while (asked.Count > 0)
                    {
                        await ReceiveAsync();
                    }

                    await exchange.DisposeAsync();
                    exchange = Begin();
                }

                while (inOrder.TryPeek(out var first) && first.IsAnswered)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return Answer(inOrder.Dequeue());
                }
            }

            exchange.Complete();
            while (inOrder.TryDequeue(out var next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await ReceiveUntilAsync(next);
                yield return Answer(next);
            }

            isOver = true;
        }
        finally
        {
            if (!isOver)
            {
                await KeepRestAsync();
            }

            await exchange.DisposeAsync();
        }

        Exchange<TWanted, Attempt> Begin() => new(source.Room, source.AskAsync, cancellationToken);

        async ValueTask<Pending> AskAsync(TWanted wanted)
        {
            var (key, pending) = (source.KeyOf(wanted), new Pending(wanted));
            if (known.Find(key) is { } attempt)
            {
                pending.Attempt = attempt;
            }
            else if (!asked.TryAdd(key, pending))
            {
                pending.SameAs = asked[key];
            }
            else
            {
                while (!exchange.TryAsk(wanted))
                {
                    await ReceiveAsync();
                }
            }

            return pending;
        }

        GatheredAttempt<TWanted> Answer(Pending pending)
        {
            if (!pending.IsMade)
            {
                known.Keep(source.UseOf(pending.Wanted), pending.Answer);
                Found++;
            }

            return new GatheredAttempt<TWanted>(pending.Wanted, pending.Answer, pending.IsMade);
        }

        async ValueTask ReceiveUntilAsync(Pending pending)
        {
            while (!pending.IsAnswered)
            {
                await ReceiveAsync();
            }
        }

        // After an interruption or an error: what the model still says of what it was asked is recorded, for whoever asks again.
        async ValueTask KeepRestAsync()
        {
            exchange.Complete();
            try
            {
                while (asked.Count > 0)
                {
                    await ReceiveAsync();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ProbeException)
            {
                // The first error is the one that is told.
            }
        }

        async ValueTask ReceiveAsync()
        {
            var attempt = await exchange.MoveNextAsync() ? exchange.Current : throw new ModelException($"{source.Name} gave fewer answers than were asked for");
            if (asked.Remove(attempt.Key, out var pending))
            {
                known.Keep(source.UseOf(pending.Wanted), attempt);
                (pending.Attempt, pending.IsMade) = (attempt, true);
                Made++;
            }
        }
    }

    private sealed class Pending(TWanted wanted)
    {
        public TWanted Wanted => wanted;

        public Attempt? Attempt { get; set; }

        /// <summary>An earlier question that waits for the same answer.</summary>
        public Pending? SameAs { get; set; }

        public bool IsMade { get; set; }

        public bool IsAnswered => (SameAs ?? this).Attempt is not null;

        public Attempt Answer => (SameAs ?? this).Attempt ?? throw new InvalidOperationException("There is no answer yet.");
    }
}

/// <summary>What became of a question.</summary>
/// <param name="Wanted">The question.</param>
/// <param name="Attempt">The attempt that answers it.</param>
/// <param name="IsMade">Whether it was made for this question, and not found.</param>
internal readonly record struct GatheredAttempt<TWanted>(TWanted Wanted, Attempt Attempt, bool IsMade);

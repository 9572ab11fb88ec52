using System.Runtime.CompilerServices;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Fills the attempt log with the sample pools of a run's documents. What the log holds is not generated again, so an
/// interrupted pass goes on where it stopped.
/// </summary>
/// <param name="recorder">Model, log and run.</param>
/// <param name="role">The model's part in the run.</param>
/// <param name="settings">What a pool consists of.</param>
/// <param name="seed">The run's.</param>
internal sealed class PoolPass(AttemptRecorder recorder, ModelRole role, PoolSettings settings, int seed)
{
    /// <summary>The pools of documents that have a beginning to continue, in order.</summary>
    /// <param name="documents">Read as there is room for their attempts.</param>
    /// <param name="without">Told of each document that has no beginning, as soon as it is read.</param>
    /// <param name="cancellationToken">Stops between documents and attempts.</param>
    public async IAsyncEnumerable<FilledPool> FillAsync(
        IEnumerable<ReadDocument> documents, Action<FilledPool> without, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var inOrder = new Queue<Filling>();
        await foreach (var gathered in recorder.GatherAsync(Wanted(), cancellationToken))
        {
            inOrder.Peek().Attempts.Add(gathered);
            if (inOrder.Peek().IsComplete)
            {
                yield return Filled(inOrder.Dequeue());
            }
        }

        IEnumerable<WantedAttempt> Wanted()
        {
            foreach (var document in documents)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var filling = Begin(document);
                if (filling.Plan is not { } plan)
                {
                    without(Filled(filling));
                    continue;
                }

                inOrder.Enqueue(filling);
                foreach (var attempt in plan.Attempts)
                {
                    yield return attempt;
                }
            }
        }
    }

    private Filling Begin(ReadDocument document)
    {
        if ((document.WhyNot ?? (document.Rendered is null ? null : ChatRecords.NoPool)) is { } whyNot)
        {
            return new Filling(document, null, whyNot);
        }

        try
        {
            var plan = PoolPlan.For(recorder.Generator, role, settings, seed, document.Hash, document.Text);
            return new Filling(document, plan, plan is null ? "the text is too short to be cut in two" : null);
        }
        catch (ModelException e)
        {
            return new Filling(document, null, e.Message);
        }
    }

    private FilledPool Filled(Filling filling)
    {
        if (filling.Plan is not { } plan)
        {
            return new FilledPool(filling.Document, null, filling.Reason, false, 0);
        }

        var made = filling.Attempts.Where(gathered => gathered.IsMade).Select(gathered => gathered.Attempt).ToList();
        var tokens = made.Count == 0 ? 0 : made.Sum(recorder.TokensOf) + recorder.Generator.Count(plan.Attempts[0].Request.Prompt);
        List<Attempt> attempts = [.. filling.Attempts.Select(gathered => gathered.Attempt)];
        return attempts.Find(attempt => attempt.Outcome.Failure is not null) is { } failed
            ? new FilledPool(filling.Document, null, failed.Outcome.Failure, made.Count > 0, tokens)
            {
                IsMissing = attempts.Exists(attempt => attempt.IsMissing),
            }
            : new FilledPool(filling.Document, new SamplePool(plan.Text, attempts[0], attempts[1..]), null, made.Count > 0, tokens);
    }

    private sealed record Filling(ReadDocument Document, PoolPlan? Plan, string? Reason)
    {
        public List<GatheredAttempt<WantedAttempt>> Attempts { get; } = [];

        public bool IsComplete => Attempts.Count == Plan?.Attempts.Count;
    }
}

/// <summary>What became of the pool of a document.</summary>
/// <param name="Document">The document.</param>
/// <param name="Pool">Its pool; null if there is none.</param>
/// <param name="Reason">Why there is none; null if there is one.</param>
/// <param name="IsFresh">Whether any of it was generated just now.</param>
/// <param name="Tokens">Tokens that this took, prompt and output.</param>
internal sealed record FilledPool(ReadDocument Document, SamplePool? Pool, string? Reason, bool IsFresh, long Tokens)
{
    /// <summary>Whether the log alone was to answer, and does not.</summary>
    public bool IsMissing { get; init; }
}

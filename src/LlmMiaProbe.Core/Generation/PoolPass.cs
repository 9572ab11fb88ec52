using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Generation;

/// <summary>
/// Fills the attempt log with the sample pools of a run's documents, several documents a call of the generator. What the log
/// holds is not generated again, so an interrupted pass goes on where it stopped.
/// </summary>
/// <param name="recorder">Model, log and run.</param>
/// <param name="role">The model's part in the run.</param>
/// <param name="settings">What a pool consists of.</param>
/// <param name="seed">The run's.</param>
public sealed class PoolPass(AttemptRecorder recorder, ModelRole role, PoolSettings settings, int seed)
{
    /// <summary>The documents in order, each with its pool or the reason why there is none.</summary>
    public async IAsyncEnumerable<(RunDocument Document, SamplePool? Pool, string? Reason)> FillAsync(
        IEnumerable<(RunDocument Document, string Text)> documents,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One greedy continuation beside the samples.
        var together = Math.Max(1, recorder.Generator.PreferredBatch / (settings.Samples + 1));
        foreach (var chunk in documents.Chunk(together))
        {
            var plans = chunk.Select(entry => Plan(entry.Document, entry.Text)).ToList();
            await using var attempts = recorder
                .GenerateAsync([.. plans.SelectMany(plan => plan.Plan?.Attempts ?? [])], cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            foreach (var (document, plan, reason) in plans)
            {
                yield return plan is null
                    ? (document, null, reason)
                    : Pool(document, plan, await TakeAsync(attempts, plan.Attempts.Count));
            }
        }
    }

    private (RunDocument Document, PoolPlan? Plan, string? Reason) Plan(RunDocument document, string text)
    {
        try
        {
            var plan = PoolPlan.For(recorder.Generator, role, settings, seed, document.Facts.Hash, text);
            return (document, plan, plan is null ? "the text is too short to be cut in two" : null);
        }
        catch (ModelException e)
        {
            return (document, null, e.Message);
        }
    }

    private static (RunDocument Document, SamplePool? Pool, string? Reason) Pool(RunDocument document, PoolPlan plan, List<Attempt> attempts) =>
        attempts.FirstOrDefault(attempt => attempt.Outcome.Failure is not null) is { } failed
            ? (document, null, failed.Outcome.Failure)
            : (document, new SamplePool(plan.Text, attempts[0], attempts[1..]), null);

    private static async Task<List<Attempt>> TakeAsync(IAsyncEnumerator<Attempt> attempts, int count)
    {
        var taken = new List<Attempt>();
        while (taken.Count < count && await attempts.MoveNextAsync())
        {
            taken.Add(attempts.Current);
        }

        return taken;
    }
}

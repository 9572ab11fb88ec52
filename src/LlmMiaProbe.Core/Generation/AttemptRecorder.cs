using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>Generates what the log does not hold yet, and records every attempt before anybody sees it.</summary>
/// <param name="log">Where attempts are kept.</param>
/// <param name="run">The run that uses them.</param>
/// <param name="generator">The model.</param>
/// <param name="toolVersion">Version of this program.</param>
/// <param name="time">For time stamps.</param>
public sealed class AttemptRecorder(IAttemptLog log, long run, IGenerator generator, string toolVersion, TimeProvider time)
{
    public IGenerator Generator => generator;

    /// <summary>Attempts made so far, without those that the log held.</summary>
    public long Generated { get; private set; }

    /// <summary>Tokens produced so far, without those that the log held.</summary>
    public long ProducedTokens { get; private set; }

    /// <summary>The attempts in the order given, each recorded before it is yielded. A failed one is tried anew in every call.</summary>
    public async IAsyncEnumerable<Attempt> GenerateAsync(IReadOnlyList<WantedAttempt> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = wanted.Select(attempt => AttemptKey.Of(generator.Model.Fingerprint, generator.Policy, attempt.Request)).ToList();
        var missing = wanted.Zip(keys).DistinctBy(pair => pair.Second).Where(pair => log.FindAttempt(pair.Second) is null).ToList();
        var made = new Dictionary<AttemptKey, Attempt>();
        await using var fresh = generator.GenerateAsync([.. missing.Select(pair => pair.First.Request)], cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (var i = 0; i < wanted.Count; i++)
        {
            if ((log.FindAttempt(keys[i]) ?? made.GetValueOrDefault(keys[i])) is not { } attempt)
            {
                int of;
                do
                {
                    // Where a budget ends, one may be missing and later ones come all the same: each is kept as its own.
                    of = await fresh.MoveNextAsync()
                        ? keys.IndexOf(AttemptKey.Of(generator.Model.Fingerprint, generator.Policy, fresh.Current.Request))
                        : throw new ModelException($"{generator.Model.Name} returned fewer continuations than were asked for");
                    attempt = new Attempt(generator.Model.Fingerprint, generator.Policy, wanted[of].PromptText, fresh.Current, toolVersion, time.GetUtcNow());
                    made.Add(keys[of], attempt);
                    Generated++;
                    ProducedTokens += attempt.Outcome.Detail?.CompletionTokens ?? generator.Count(attempt.Outcome.Tokens);
                    if (keys[of] != keys[i])
                    {
                        log.AddAttempt(run, wanted[of].Use, attempt);
                    }
                }
                while (keys[of] != keys[i]);
            }

            log.AddAttempt(run, wanted[i].Use, attempt);
            yield return attempt;
        }
    }
}

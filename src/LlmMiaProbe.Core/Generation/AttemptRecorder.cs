using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>Generates what the log does not hold yet, and records every attempt before anybody sees it.</summary>
public sealed class AttemptRecorder
{
    private readonly AttemptGatherer<WantedAttempt> _gatherer;

    /// <param name="log">Where attempts are kept.</param>
    /// <param name="run">The run that uses them.</param>
    /// <param name="generator">The model.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="time">For time stamps.</param>
    public AttemptRecorder(IAttemptLog log, long run, IGenerator generator, string toolVersion, TimeProvider time)
    {
        Generator = generator;
        _gatherer = new AttemptGatherer<WantedAttempt>(new LoggedAttempts(log, run), new GeneratorSource(generator, toolVersion, time));
    }

    private AttemptRecorder(IGenerator generator, IKnownAttempts known, IAttemptSource<WantedAttempt> source) =>
        (Generator, _gatherer) = (generator, new AttemptGatherer<WantedAttempt>(known, source));

    /// <summary>The same with nobody in the model's place: no weights are loaded.</summary>
    /// <param name="log">All that is known.</param>
    /// <param name="run">The run that uses it.</param>
    /// <param name="generator">Gives tokenizer and policy.</param>
    internal static AttemptRecorder OfLogAlone(IAttemptLog log, long run, IGenerator generator) =>
        new(generator, new AttemptsAlone(log, run, generator.Model.Fingerprint, generator.Policy), new CountedAttempts(null, generator));

    /// <summary>The same with a counter in the model's place: nothing is generated, and outcomes are empty.</summary>
    internal static AttemptRecorder DryRun(IGenerator generator, CountedAttempts counter) => new(generator, counter, counter);

    public IGenerator Generator { get; }

    /// <summary>Attempts made so far, without those that the log held.</summary>
    public long Generated => _gatherer.Made;

    /// <summary>Attempts so far that the log held, or that an equal question made.</summary>
    public long Found => _gatherer.Found;

    /// <summary>Tokens produced so far, without those that the log held.</summary>
    public long ProducedTokens { get; private set; }

    /// <summary>Attempts made so far that failed.</summary>
    internal long Failures { get; private set; }

    /// <summary>The attempts in the order given. A failed one is tried anew in every call.</summary>
    public async IAsyncEnumerable<Attempt> GenerateAsync(IReadOnlyList<WantedAttempt> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (_, attempt, _) in GatherAsync(wanted, cancellationToken))
        {
            yield return attempt;
        }
    }

    /// <summary>The same for questions that come one by one; each is read only when there is room for it.</summary>
    internal async IAsyncEnumerable<GatheredAttempt<WantedAttempt>> GatherAsync(
        IEnumerable<WantedAttempt> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var gathered in _gatherer.GatherAsync(wanted, cancellationToken))
        {
            ProducedTokens += gathered.IsMade ? TokensOf(gathered.Attempt) : 0;
            Failures += gathered.IsMade && gathered.Attempt.Outcome.Failure is not null ? 1 : 0;
            yield return gathered;
        }
    }

    /// <summary>Tokens that an attempt produced, as billed or else as counted.</summary>
    internal long TokensOf(Attempt attempt) => attempt.Outcome.Detail?.CompletionTokens ?? Generator.Count(attempt.Outcome.Tokens);

    private sealed class GeneratorSource(IGenerator generator, string toolVersion, TimeProvider time) : IAttemptSource<WantedAttempt>
    {
        public string Name => generator.Model.Name;

        public int Room => generator.PreferredBatch;

        public AttemptKey KeyOf(WantedAttempt wanted) => AttemptKey.Of(generator.Model.Fingerprint, generator.Policy, wanted.Request);

        public AttemptUse UseOf(WantedAttempt wanted) => wanted.Use;

        public async IAsyncEnumerable<Attempt> AskAsync(IAsyncEnumerable<WantedAttempt> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var asked = new LinkedList<WantedAttempt>();
            var requests = wanted.Select(one => asked.AddLast(one).Value.Request);
            await foreach (var continuation in generator.GenerateAsync(requests, cancellationToken))
            {
                var node = Find(asked, wanted => ReferenceEquals(wanted.Request, continuation.Request));
                if (node is null)
                {
                    var key = AttemptKey.Of(generator.Model.Fingerprint, generator.Policy, continuation.Request);
                    node = Find(asked, wanted => KeyOf(wanted) == key);
                }

                if (node is not null)
                {
                    asked.Remove(node);
                    yield return new Attempt(generator.Model.Fingerprint, generator.Policy, node.Value.PromptText, continuation, toolVersion, time.GetUtcNow());
                }
            }
        }

        private static LinkedListNode<WantedAttempt>? Find(LinkedList<WantedAttempt> asked, Func<WantedAttempt, bool> isMeant)
        {
            var node = asked.First;
            while (node is not null && !isMeant(node.Value))
            {
                node = node.Next;
            }

            return node;
        }
    }
}

/// <summary>An attempt that a run needs.</summary>
/// <param name="Use">What for.</param>
/// <param name="PromptText">The prompt's text.</param>
/// <param name="Request">What to generate.</param>
public sealed record WantedAttempt(AttemptUse Use, string PromptText, GenerationRequest Request);

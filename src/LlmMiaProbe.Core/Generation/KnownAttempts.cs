using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>What need not be asked of a model any more.</summary>
internal interface IKnownAttempts
{
    /// <summary>The successful attempt with this key, or null.</summary>
    Attempt? Find(AttemptKey key);

    /// <summary>Keeps an attempt, unless it is there, and what it was used for.</summary>
    void Keep(AttemptUse use, Attempt attempt);
}

/// <summary>What is in a log, which keeps what a run uses.</summary>
internal sealed class LoggedAttempts(IAttemptLog log, long run) : IKnownAttempts
{
    public Attempt? Find(AttemptKey key) => log.FindAttempt(key);

    public void Keep(AttemptUse use, Attempt attempt) => log.AddAttempt(run, use, attempt);
}

/// <summary>
/// What is in a log that answers alone: what it does not hold failed before, or is missing. Nothing is generated, and what is missing is not
/// kept.
/// </summary>
/// <param name="log">All that is known.</param>
/// <param name="run">What it is used by.</param>
/// <param name="model">Whose attempts are meant.</param>
/// <param name="policy">How it is asked.</param>
internal sealed class AttemptsAlone(IAttemptLog log, long run, ModelFingerprint model, string policy) : IKnownAttempts
{
    private readonly Attempt _missing = new(
        model,
        policy,
        "",
        Continuation.Failed(new GenerationRequest([], 1, Decoding.DecodingScheme.Greedy), "missing"),
        "",
        default)
    {
        IsMissing = true,
    };

    public Attempt? Find(AttemptKey key) => log.FindAttempt(key) ?? log.FindFailedAttempt(key) ?? _missing;

    public void Keep(AttemptUse use, Attempt attempt)
    {
        if (!attempt.IsMissing)
        {
            log.AddAttempt(run, use, attempt);
        }
    }
}

/// <summary>
/// A counter in the place of a generator and its log: what the log holds is known, and so is what was counted before.
/// Nothing is generated, and nothing is kept.
/// </summary>
/// <param name="log">Null if there is none yet.</param>
/// <param name="generator">Gives tokenizer and policy.</param>
internal sealed class CountedAttempts(IAttemptLog? log, IGenerator generator) : IKnownAttempts, IAttemptSource<WantedAttempt>
{
    private readonly HashSet<AttemptKey> _counted = [];
    private readonly Attempt _nothing = new(
        generator.Model.Fingerprint,
        generator.Policy,
        "",
        new Continuation(new GenerationRequest([], 1, Decoding.DecodingScheme.Greedy), [], "", FinishReason.Stop),
        "",
        default);
    private int[]? _prompt;

    /// <summary>Tokens to decode, once for attempts that follow each other with the same prompt.</summary>
    public long PromptTokens { get; private set; }

    /// <summary>Tokens to produce, at most.</summary>
    public long ProducedTokens { get; private set; }

    public string Name => generator.Model.Name;

    public int Room => 1;

    public Attempt? Find(AttemptKey key) => _counted.Contains(key) ? _nothing : log?.FindAttempt(key);

    public void Keep(AttemptUse use, Attempt attempt)
    {
        // Neither uses nor attempts are kept.
    }

    public AttemptKey KeyOf(WantedAttempt wanted) => AttemptKey.Of(generator.Model.Fingerprint, generator.Policy, wanted.Request);

    public AttemptUse UseOf(WantedAttempt wanted) => wanted.Use;

    public async IAsyncEnumerable<Attempt> AskAsync(
        IAsyncEnumerable<WantedAttempt> wanted, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (_, prompt, request) in wanted.WithCancellation(cancellationToken))
        {
            PromptTokens += ReferenceEquals(_prompt, request.Prompt) ? 0 : generator.Count(request.Prompt);
            ProducedTokens += request.MaxTokens;
            _prompt = request.Prompt;
            _counted.Add(KeyOf(new WantedAttempt(new AttemptUse(null, ModelRole.Target, ""), prompt, request)));
            yield return _nothing with { Outcome = _nothing.Outcome with { Request = request } };
        }
    }
}

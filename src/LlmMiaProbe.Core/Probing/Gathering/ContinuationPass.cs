using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Probing;

/// <summary>One model over the whole corpus: fills one kind of sample pool, from the attempt log as far as it goes.</summary>
internal sealed class ContinuationPass(IProbeStore? store, long run, AttemptRecorder recorder, EvidenceRequest request, int seed, Tally tally)
{
    private long _done;
    private long _cached;
    private long _failed;
    private long _tokens;

    /// <summary>What a pool consists of.</summary>
    public PoolSettings Pool { get; } = request.Pool ?? throw new ArgumentException($"{request} asks for no continuations.", nameof(request));

    /// <summary>Told how far it is, and what that is called.</summary>
    public required (string Phase, IProgress<ProbeProgress> Progress) Progress { get; init; }

    /// <summary>Told of documents about which the log alone was to answer; null where models are asked.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>Documents that have a beginning to continue.</summary>
    public long Prompts { get; private set; }

    /// <summary>Documents that have none, those that failed before included.</summary>
    public long TooShort { get; private set; }

    public async Task ExecuteAsync(IEnumerable<ReadDocument> documents, long total, CancellationToken cancellationToken)
    {
        Report(total);
        await foreach (var filled in new PoolPass(recorder, request.Model, Pool, seed).FillAsync(documents.Where(IsAsked), Take, cancellationToken))
        {
            Take(filled);
        }

        void Take(FilledPool filled)
        {
            Keep(filled);
            Report(total);
        }
    }

    private bool IsAsked(ReadDocument document)
    {
        var isAsked = !tally.HasFailed(document.Ordinal);
        TooShort += isAsked ? 0 : 1;
        return isAsked;
    }

    /// <summary>Without continuations only the attacks that need them do not apply.</summary>
    private void Keep(FilledPool filled)
    {
        var (document, pool, reason, isFresh, tokens) = filled;
        _done++;
        if (filled.IsMissing)
        {
            Missing?.Add(request.Model, document.Id);
        }
        else if (reason is not null)
        {
            _failed++;
            store?.AddFailure(run, new DocumentFailure(document.Ordinal, document.Id, request.Name, reason));
        }
        else if (!isFresh)
        {
            _cached++;
        }

        if (isFresh)
        {
            _tokens += tokens;
            tally.Decoded(document.Ordinal, tokens);
        }

        (Prompts, TooShort) = pool is null ? (Prompts, TooShort + 1) : (Prompts + 1, TooShort);
        tally.Answered(document.Ordinal);
    }

    private void Report(long total) => Progress.Progress.Report(new ProbeProgress(Progress.Phase, _done, total, _cached, _failed, _tokens));
}

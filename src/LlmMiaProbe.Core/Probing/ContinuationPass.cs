using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Probing;

/// <summary>One model over the whole corpus: fills one kind of sample pool, from the attempt log as far as it goes.</summary>
internal sealed class ContinuationPass(IProbeStore store, long run, AttemptRecorder recorder, EvidenceRequest request, int seed, Tally tally, IProgress<ProbeProgress> progress)
{
    private readonly PoolSettings _pool = request.Pool ?? throw new ArgumentException($"{request} asks for no continuations.", nameof(request));
    private readonly string _phase = $"continuing with {request.Model}";
    private long _done;
    private long _cached;
    private long _failed;
    private long _tokens;

    public async Task ExecuteAsync(RegisteredCorpus corpus, CancellationToken cancellationToken)
    {
        Report(corpus.Count);
        var documents = corpus.Read().Where(entry => !tally.HasFailed(entry.Document.Ordinal));
        var (generated, produced) = (recorder.Generated, recorder.ProducedTokens);
        await foreach (var filled in new PoolPass(recorder, request.Model, _pool, seed).FillAsync(documents, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isFresh = recorder.Generated > generated;
            var prompt = isFresh && filled.Pool is { } pool ? recorder.Generator.Count(pool.Greedy.Outcome.Request.Prompt) : 0;
            Keep(filled.Document, filled.Reason, isFresh, prompt + recorder.ProducedTokens - produced);
            (generated, produced) = (recorder.Generated, recorder.ProducedTokens);
            Report(corpus.Count);
        }
    }

    /// <summary>Without continuations only the attacks that need them do not apply.</summary>
    private void Keep(RunDocument document, string? reason, bool isFresh, long tokens)
    {
        _done++;
        if (reason is not null)
        {
            _failed++;
            store.AddFailure(run, new DocumentFailure(document.Ordinal, document.Id, request.Name, reason));
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

        tally.Answered(document.Ordinal);
    }

    private void Report(long total) => progress.Report(new ProbeProgress(_phase, _done, total, _cached, _failed, _tokens));
}

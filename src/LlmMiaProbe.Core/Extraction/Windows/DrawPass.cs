using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>One model drawing continuations after the prefixes of all windows; what the attempt log holds is not drawn again.</summary>
internal sealed class DrawPass(AttemptRecorder recorder, ModelRole role, IWindowPlan plan, (ExtractionSettings Extraction, int Seed) settings, Tally tally)
{
    private long _done;
    private long _cached;
    private long _failed;

    /// <summary>Told after every draw, with a phase.</summary>
    public required (string Phase, IProgress<ProbeProgress> Progress) Progress { get; init; }

    /// <summary>Told of documents about which the log alone was to answer; null where models are asked.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>Windows after whose prefixes is drawn.</summary>
    public long Prompts { get; private set; }

    /// <summary>Documents without a window, which failed before.</summary>
    public long TooShort { get; private set; }

    public async Task ExecuteAsync(IEnumerable<ReadDocument> documents, CancellationToken cancellationToken)
    {
        Report();
        var inOrder = new Queue<Pending>();
        await foreach (var drawn in recorder.GatherAsync(Wanted(documents, inOrder), cancellationToken))
        {
            while (inOrder.Peek().IsDone)
            {
                inOrder.Dequeue();
            }

            Take(drawn, inOrder.Peek());
            Report();
        }
    }

    private IEnumerable<WantedAttempt> Wanted(IEnumerable<ReadDocument> documents, Queue<Pending> inOrder)
    {
        foreach (var document in documents)
        {
            if (tally.HasFailed(document.Ordinal))
            {
                TooShort++;
                continue;
            }

            var pending = new Pending(document.Ordinal, document.Id);
            inOrder.Enqueue(pending);
            foreach (var window in plan.Of(document))
            {
                Prompts++;
                pending.Open += settings.Extraction.Draws;
                foreach (var wanted in After(window, document.Hash))
                {
                    yield return wanted;
                }
            }

            pending.IsComplete = true;
            Settle(pending);
        }
    }

    /// <summary>What must be drawn after the prefix of one window.</summary>
    private IEnumerable<WantedAttempt> After(ExtractionWindow window, ContentHash document)
    {
        var (extraction, seed) = settings;
        var (use, given) = (new AttemptUse(document, role, AttemptPurpose.Window(window.Place.Start)), recorder.Generator.Text(window.Prefix));
        return Enumerable.Range(0, extraction.Draws)
            .Select(draw => new WantedAttempt(use, given, new GenerationRequest(window.Prefix, window.Suffix.Length, extraction.DrawScheme, seed, draw)));
    }

    private void Take(GatheredAttempt<WantedAttempt> drawn, Pending document)
    {
        _done++;
        _cached += drawn.IsMade ? 0 : 1;
        _failed += drawn.Attempt.Outcome.Failure is null ? 0 : 1;
        if (drawn.Attempt.IsMissing)
        {
            Missing?.Add(role, document.Id);
        }

        if (drawn.IsMade && recorder.TokensOf(drawn.Attempt) is > 0 and var tokens)
        {
            tally.Decoded(document.Ordinal, tokens);
        }

        document.Open--;
        Settle(document);
    }

    private void Settle(Pending document)
    {
        if (document.IsDone)
        {
            tally.Answered(document.Ordinal);
        }
    }

    private void Report() => Progress.Progress.Report(new ProbeProgress(Progress.Phase, _done, null, _cached, _failed, recorder.ProducedTokens));

    /// <summary>A document after whose prefixes not all is drawn.</summary>
    private sealed record Pending(long Ordinal, string Id)
    {
        /// <summary>Draws to come.</summary>
        public int Open { get; set; }

        /// <summary>Whether all its windows are known.</summary>
        public bool IsComplete { get; set; }

        public bool IsDone => IsComplete && Open == 0;
    }
}

using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>One model drawing continuations after the prefixes of all windows; what the attempt log holds is not drawn again.</summary>
internal sealed class DrawPass(AttemptRecorder recorder, ModelRole role, IWindowPlan plan, (ExtractionSettings Extraction, int Seed) settings, Tally tally, IProgress<ProbeProgress> progress)
{
    private long _done;
    private long _cached;
    private long _failed;

    public async Task ExecuteAsync(RegisteredCorpus corpus, CancellationToken cancellationToken)
    {
        Report();
        var together = Math.Max(1, recorder.Generator.PreferredBatch / settings.Extraction.Draws);
        foreach (var (document, text) in corpus.Read().Where(entry => !tally.HasFailed(entry.Document.Ordinal)))
        {
            foreach (var windows in plan.Plan(text).Chunk(together))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var before = recorder.ProducedTokens;
                await DrawAsync(document, windows, cancellationToken);
                if (recorder.ProducedTokens > before)
                {
                    tally.Decoded(document.Ordinal, recorder.ProducedTokens - before);
                }
            }

            tally.Answered(document.Ordinal);
        }
    }

    /// <summary>What must be drawn after the prefix of one window.</summary>
    public static IEnumerable<WantedAttempt> After(ExtractionWindow window, ContentHash document, ModelRole role, IGenerator generator, ExtractionSettings settings, int seed)
    {
        var (use, given) = (new AttemptUse(document, role, AttemptPurpose.Window(window.Place.Start)), generator.Text(window.Prefix));
        return Enumerable.Range(0, settings.Draws)
            .Select(draw => new WantedAttempt(use, given, new GenerationRequest(window.Prefix, window.Suffix.Length, settings.DrawScheme, seed, draw)));
    }

    private async Task DrawAsync(RunDocument document, ExtractionWindow[] windows, CancellationToken cancellationToken)
    {
        var made = recorder.Generated;
        List<WantedAttempt> wanted = [.. windows.SelectMany(window => After(window, document.Facts.Hash, role, recorder.Generator, settings.Extraction, settings.Seed))];
        await foreach (var attempt in recorder.GenerateAsync(wanted, cancellationToken))
        {
            _done++;
            _cached += recorder.Generated == made ? 1 : 0;
            _failed += attempt.Outcome.Failure is null ? 0 : 1;
            made = recorder.Generated;
            Report();
        }
    }

    private void Report() => progress.Report(new ProbeProgress($"drawing with {role}", _done, null, _cached, _failed, recorder.ProducedTokens));
}

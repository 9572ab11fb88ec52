using LlmMiaProbe.Evidence;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>What one model is asked about the windows of all documents, and what becomes of them.</summary>
/// <param name="store">Receives links and failures; null in a dry run.</param>
/// <param name="run">The run.</param>
/// <param name="gatherer">Asks the model.</param>
/// <param name="questions">What it is asked about a window.</param>
/// <param name="plan">The windows of a text.</param>
/// <param name="tally">Told what becomes of each document.</param>
internal sealed class WindowPass(IProbeStore? store, long run, EvidenceGatherer gatherer, WindowQuestions questions, IWindowPlan plan, Tally tally)
{
    private const int LinksPerTransaction = 1000;

    private readonly List<WindowLink> _links = [];
    private long _done;
    private long _cached;
    private long _failed;

    /// <summary>Told after every window, with a phase.</summary>
    public required (string Phase, IProgress<ProbeProgress> Progress) Progress { get; init; }

    /// <summary>Told of windows about which the store alone was to answer; null where models are asked.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>Whether windows are asked about whatever came of others: those of a part say nothing of the whole document.</summary>
    public bool AsksAll { get; init; }

    /// <summary>Documents that were not asked about, because they failed before.</summary>
    public long Skipped { get; private set; }

    /// <param name="documents">In order.</param>
    /// <param name="total">Texts to score at most, if known.</param>
    /// <param name="cancellationToken">Stops between texts; what was scored is kept.</param>
    public async Task ExecuteAsync(IEnumerable<ReadDocument> documents, long? total, CancellationToken cancellationToken)
    {
        Report(total);
        await foreach (var answer in gatherer.GatherAsync(Questions(documents), cancellationToken))
        {
            Take(answer);
            Settle(answer.About.Document);
            Report(total);
        }

        CommitLinks();
        // The last starts of a document have no window.
        Report(total is null ? null : _done);
    }

    private IEnumerable<EvidenceQuestion<Asked>> Questions(IEnumerable<ReadDocument> documents)
    {
        foreach (var read in documents)
        {
            if (tally.HasFailed(read.Ordinal))
            {
                Skipped++;
                continue;
            }

            var document = new Pending(read.Ordinal, read.Id);
            if (read.WhyNot is { } whyNot)
            {
                document.Open++;
                yield return EvidenceQuestion.Impossible(new Asked(document, []), whyNot);
                Settle(document);
                continue;
            }

            using var windows = plan.Of(read).GetEnumerator();
            while (!document.HasFailed && Next(windows, out var reason) is var window && (window is not null || reason is not null))
            {
                if (window is null)
                {
                    document.Open++;
                    yield return EvidenceQuestion.Impossible(new Asked(document, []), reason ?? "");
                    break;
                }

                // Asking about the rest would cost, and say the same, if none of the first can be measured.
                if (document.Windows++ == MeasuredWindows.MostUnmeasuredAtFirst + 1 && !document.Answers.HasMeasured && !AsksAll)
                {
                    yield return EvidenceQuestion.Pause(new Asked(document, []));
                    if (document.HasFailed)
                    {
                        break;
                    }
                }

                foreach (var (text, answers) in questions.About(window))
                {
                    document.Open++;
                    WindowLink[] links = [.. answers.Select(answer => new WindowLink(read.Ordinal, answer.Request, window.Place, answer.Key))];
                    yield return EvidenceQuestion.Of(new Asked(document, links), text);
                }
            }

            if (document is { Windows: 0, HasFailed: false })
            {
                document.Open++;
                yield return EvidenceQuestion.Impossible(new Asked(document, []), read.Rendered is null ? questions.WhyNoWindow : questions.WhyNoAnswer);
            }

            Settle(document);
        }
    }

    /// <returns>Null after the last window, or with the reason why the text cannot be cut.</returns>
    private static ExtractionWindow? Next(IEnumerator<ExtractionWindow> windows, out string? reason)
    {
        reason = null;
        try
        {
            return windows.MoveNext() ? windows.Current : null;
        }
        catch (ModelException e)
        {
            reason = e.Message;
            return null;
        }
    }

    private void Take(EvidenceAnswer<Asked> answer)
    {
        var (document, links) = answer.About;
        if (answer.Text is not { } text)
        {
            Fail(document, answer.Failure ?? "");
            return;
        }

        _done++;
        _cached += answer.Source == AnswerSource.Store ? 1 : 0;
        if (answer.Source == AnswerSource.Model && (answer.Failure is null || answer.IsFinal))
        {
            tally.Decoded(document.Ordinal, answer.Tokens);
        }

        if (answer.IsMissing)
        {
            Missing?.Add(questions.Role, document.Id);
            document.Answers.Add(null);
        }
        else if (answer is { Failure: { } failure, IsFinal: false })
        {
            Fail(document, failure);
        }
        else if (!document.HasFailed)
        {
            _links.AddRange(links);
            document.Answers.Add(answer.Source == AnswerSource.Store ? gatherer.WhyNone(text) : answer.Failure);
            if (!AsksAll && document.Answers.WhyNone(isComplete: false) is { } whyNone)
            {
                Fail(document, whyNone);
            }
            else if (_links.Count >= LinksPerTransaction)
            {
                CommitLinks();
            }
        }
    }

    private void Settle(Pending document)
    {
        if (--document.Open > 0 || document.HasFailed)
        {
            return;
        }

        if (document.Answers.WhyNone(isComplete: true) is { } reason)
        {
            Fail(document, reason);
        }
        else
        {
            tally.Answered(document.Ordinal);
        }
    }

    private void Fail(Pending document, string reason)
    {
        if (!document.HasFailed)
        {
            document.HasFailed = true;
            _failed++;
            _links.RemoveAll(link => link.Ordinal == document.Ordinal);
            tally.Failed(document.Ordinal);
            store?.AddFailure(run, new DocumentFailure(document.Ordinal, document.Id, WindowRequest.Of(questions.Role), reason));
        }
    }

    private void CommitLinks()
    {
        if (_links.Count > 0)
        {
            store?.LinkWindows(run, _links);
            _links.Clear();
        }
    }

    private void Report(long? total) => Progress.Progress.Report(new ProbeProgress(Progress.Phase, _done, total, _cached, _failed, gatherer.Cost.Tokens));

    /// <summary>A document of which not all windows are answered.</summary>
    private sealed record Pending(long Ordinal, string Id)
    {
        public MeasuredWindows Answers { get; } = new();

        public int Windows { get; set; }

        /// <summary>Questions without an answer, and one more while questions are still to come.</summary>
        public int Open { get; set; } = 1;

        public bool HasFailed { get; set; }
    }

    private readonly record struct Asked(Pending Document, WindowLink[] Links);
}

using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>What one model is asked about all documents, and what becomes of them.</summary>
internal sealed class ModelPass(
    IProbeStore? store, long run, EvidenceGatherer gatherer, ITokenScorer scorer, IReadOnlyList<EvidenceRequest> requests, ShotPrefixes prefixes, Tally tally)
{
    private const int LinksPerTransaction = 1000;

    private readonly List<(long Ordinal, string Request, EvidenceKey Key)> _links = [];
    private long _done;
    private long _cached;
    private long _failed;

    /// <summary>Told how far it is, and what that is called.</summary>
    public required (string Phase, IProgress<ProbeProgress> Progress) Progress { get; init; }

    /// <summary>Shown the text of every document.</summary>
    public Action<string>? Look { get; init; }

    /// <summary>Told of documents about which the store alone was to answer; null where models are asked.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>Documents that were not asked about, because they failed before.</summary>
    public long Skipped { get; private set; }

    /// <param name="documents">In order.</param>
    /// <param name="total">How many.</param>
    /// <param name="cancellationToken">Stops between texts; what was scored is kept.</param>
    public async Task ExecuteAsync(IEnumerable<ReadDocument> documents, long total, CancellationToken cancellationToken)
    {
        Report(total);
        await foreach (var answer in gatherer.GatherAsync(Questions(documents, total), cancellationToken))
        {
            Take(answer);
            Settle(answer.About.Document);
            Report(total);
        }

        CommitLinks();
        Report(total);
    }

    private IEnumerable<EvidenceQuestion<Asked>> Questions(IEnumerable<ReadDocument> documents, long total)
    {
        foreach (var read in documents)
        {
            Look?.Invoke(read.Text);
            Skipped += tally.HasFailed(read.Ordinal) ? 1 : 0;
            var document = new Pending(read.Ordinal, read.Id);
            foreach (var request in requests.TakeWhile(_ => !tally.HasFailed(read.Ordinal)))
            {
                document.Open++;
                yield return Question(new Asked(document, request), read);
            }

            Settle(document);
            Report(total);
        }
    }

    private EvidenceQuestion<Asked> Question(Asked asked, ReadDocument read)
    {
        if (read.WhyNot is { } whyNot)
        {
            return EvidenceQuestion.Impossible(asked, whyNot);
        }

        try
        {
            var prepared = prefixes.Prepare(asked.Request.Variant, read.Text, read.Rendered, scorer);
            return prepared.ScoredTokens.Length > 0 ? EvidenceQuestion.Of(asked, prepared)
                : EvidenceQuestion.Impossible(asked, read.Text.Length == 0 ? "the document is empty" : "the text has no token");
        }
        catch (ModelException e)
        {
            return EvidenceQuestion.Impossible(asked, e.Message);
        }
    }

    private void Take(EvidenceAnswer<Asked> answer)
    {
        var (document, request) = answer.About;
        if (answer.Source == AnswerSource.Model && answer.Failure is null)
        {
            document.IsDecoded = true;
            tally.Decoded(document.Ordinal, answer.Tokens);
        }

        if (answer.IsMissing)
        {
            Missing?.Add(request.Model, document.Id);
        }
        else if (answer.Failure is { } reason)
        {
            Fail(document, request, reason);
        }
        else if (answer.Text is { } text)
        {
            _links.Add((document.Ordinal, request.Name, text.Key));
            if (answer.Source != AnswerSource.Store || _links.Count >= LinksPerTransaction)
            {
                CommitLinks();
            }
        }
    }

    /// <summary>All documents, about which a model cannot be asked.</summary>
    /// <param name="store">Keeps the failures.</param>
    /// <param name="run">Its number.</param>
    /// <param name="documents">In order.</param>
    /// <param name="requests">What the model was to be asked.</param>
    /// <param name="reason">Why not.</param>
    /// <param name="tally">What became of the documents so far.</param>
    public static void FailAll(
        IProbeStore store, long run, IEnumerable<ReadDocument> documents, IReadOnlyList<EvidenceRequest> requests, string reason, Tally tally)
    {
        foreach (var read in documents.Where(read => !tally.HasFailed(read.Ordinal)))
        {
            foreach (var request in requests)
            {
                store.AddFailure(run, new DocumentFailure(read.Ordinal, read.Id, request.Name, reason));
            }

            tally.Lacks(read.Ordinal);
        }
    }

    /// <summary>
    /// Without the target's scores of its plain text a document has failed; without those of a variant or another model only the attacks
    /// that need them do not apply.
    /// </summary>
    private void Fail(Pending document, EvidenceRequest request, string reason)
    {
        var failure = new DocumentFailure(document.Ordinal, document.Id, request.Name, reason);
        store?.AddFailure(run, failure);
        if (failure.IsFatal)
        {
            tally.Failed(document.Ordinal);
        }
        else if (failure.IsOfPlainText)
        {
            document.IsLacking = true;
            tally.Lacks(document.Ordinal);
        }
    }

    private void Settle(Pending document)
    {
        if (--document.Open > 0)
        {
            return;
        }

        _done++;
        if (tally.HasFailed(document.Ordinal) || document.IsLacking)
        {
            _failed++;
        }
        else
        {
            tally.Answered(document.Ordinal);
            _cached += document.IsDecoded ? 0 : 1;
        }
    }

    private void CommitLinks()
    {
        if (_links.Count > 0)
        {
            store?.LinkEvidence(run, _links);
            _links.Clear();
        }
    }

    private void Report(long total) => Progress.Progress.Report(new ProbeProgress(Progress.Phase, _done, total, _cached, _failed, gatherer.Cost.Tokens));

    /// <summary>A document of which not all is answered.</summary>
    private sealed record Pending(long Ordinal, string Id)
    {
        /// <summary>Questions without an answer, and one more while questions are still to come.</summary>
        public int Open { get; set; } = 1;

        public bool IsDecoded { get; set; }

        /// <summary>This model, which is not the target, has no scores of its plain text.</summary>
        public bool IsLacking { get; set; }
    }

    private readonly record struct Asked(Pending Document, EvidenceRequest Request);
}

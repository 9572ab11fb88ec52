using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>One model over the whole corpus: links what the store holds, scores and commits the rest.</summary>
internal sealed class ModelPass(IProbeStore store, long run, ITokenScorer scorer, IReadOnlyList<EvidenceRequest> requests, ShotPrefixes prefixes, SpelledTokens spelled, Tally tally, IProgress<ProbeProgress> progress)
{
    private readonly Dictionary<EvidenceKey, (PreparedText Text, List<(RunDocument Document, EvidenceRequest Request)> Wanted)> _pending = [];
    private readonly List<(long Ordinal, string Request, EvidenceKey Key)> _links = [];
    private readonly Dictionary<long, int> _outstanding = [];
    private readonly HashSet<long> _decoded = [];
    private readonly SharedPrefixCost _sharedCost = new();
    private readonly string _phase = $"scoring {requests[0].Model}";
    private long _done;
    private long _total;
    private long _cached;
    private long _failed;
    private long _tokens;

    public async Task ExecuteAsync(RegisteredCorpus corpus, CancellationToken cancellationToken)
    {
        _total = corpus.Count;
        Report();
        foreach (var (document, text) in corpus.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            spelled.Look(text);
            if (!tally.HasFailed(document.Ordinal))
            {
                Request(document, text);
            }

            if (!_outstanding.ContainsKey(document.Ordinal))
            {
                Finish(document);
                Report();
            }

            if (_pending.Count >= scorer.PreferredBatch)
            {
                await FlushAsync(cancellationToken);
            }
            else if (_links.Count >= 1000)
            {
                CommitLinks();
            }
        }

        await FlushAsync(cancellationToken);
        CommitLinks();
        Report();
    }

    private void Request(RunDocument document, string text)
    {
        foreach (var request in requests)
        {
            try
            {
                var prepared = prefixes.Prepare(request.Variant, text, scorer);
                if (prepared.Tokens.Length == 0)
                {
                    Fail(document, request, text.Length == 0 ? "the document is empty" : "the text has no token");
                }
                else
                {
                    Answer(document, request, prepared);
                }
            }
            catch (ModelException e)
            {
                Fail(document, request, e.Message);
            }

            if (tally.HasFailed(document.Ordinal))
            {
                return;
            }
        }
    }

    private void Answer(RunDocument document, EvidenceRequest request, PreparedText prepared)
    {
        if (_pending.TryGetValue(prepared.Key, out var waiting))
        {
            waiting.Wanted.Add((document, request));
            Await(document);
        }
        else if (store.HasEvidence(prepared.Key))
        {
            _links.Add((document.Ordinal, request.Name, prepared.Key));
        }
        else
        {
            _pending.Add(prepared.Key, (prepared, [(document, request)]));
            Await(document);
        }
    }

    private void Await(RunDocument document) =>
        _outstanding[document.Ordinal] = _outstanding.GetValueOrDefault(document.Ordinal) + 1;

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var texts = _pending.Values.Select(entry => entry.Text).ToList();
        await foreach (var scored in scorer.ScoreAsync(texts, cancellationToken))
        {
            var wanted = _pending[scored.Text.Key].Wanted;
            if (scored.Scores is { } scores)
            {
                store.AddEvidence(scored.Text.Key, scorer.Model.Fingerprint, scores);
                store.LinkEvidence(run, [.. wanted.Select(w => (w.Document.Ordinal, w.Request.Name, scored.Text.Key))]);
                var tokens = scored.Text.InputTokens + _sharedCost.Of(scored.Text);
                tally.Decoded(wanted[0].Document.Ordinal, tokens);
                _decoded.Add(wanted[0].Document.Ordinal);
                _tokens += tokens;
            }
            else
            {
                wanted.ForEach(w => Fail(w.Document, w.Request, scored.Failure ?? "the model gave no reason"));
            }

            foreach (var (document, _) in wanted)
            {
                Settle(document);
            }

            Report();
        }

        _pending.Clear();
        CommitLinks();
    }

    private void Settle(RunDocument document)
    {
        if (--_outstanding[document.Ordinal] == 0)
        {
            _outstanding.Remove(document.Ordinal);
            Finish(document);
        }
    }

    private void Finish(RunDocument document)
    {
        _done++;
        var decoded = _decoded.Remove(document.Ordinal);
        if (tally.HasFailed(document.Ordinal))
        {
            _failed++;
        }
        else
        {
            tally.Answered(document.Ordinal);
            _cached += decoded ? 0 : 1;
        }
    }

    private void CommitLinks()
    {
        if (_links.Count > 0)
        {
            store.LinkEvidence(run, _links);
            _links.Clear();
        }
    }

    /// <summary>Without its plain text a document has failed; without a variant only the attacks that need it do not apply.</summary>
    private void Fail(RunDocument document, EvidenceRequest request, string reason)
    {
        store.AddFailure(run, new DocumentFailure(document.Ordinal, document.Id, request.Name, reason));
        if (request.Variant == TextVariant.Plain)
        {
            tally.Failed(document.Ordinal);
        }
    }

    private void Report() => progress.Report(new ProbeProgress(_phase, _done, _total, _cached, _failed, _tokens));
}

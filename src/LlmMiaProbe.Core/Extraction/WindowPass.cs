using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>One model over the windows of all documents: links what the store holds, scores and commits the rest, batch by batch.</summary>
internal sealed class WindowPass
{
    // Windows that the store answers come without a pause that would commit them.
    private const int LinksPerTransaction = 1000;

    private const string Reasonless = "the model gave no reason";

    private readonly IProbeStore _store;
    private readonly long _run;
    private readonly ModelRole _role;
    private readonly IWindowScorer _scorer;
    private readonly ExtractionSettings _settings;
    private readonly Tally _tally;
    private readonly IProgress<ProbeProgress> _progress;
    private readonly WindowQuestions _questions;
    private readonly IWindowPlan _plan;
    private readonly Dictionary<EvidenceKey, (PreparedText Text, List<WindowLink> Links)> _pending = [];
    private readonly List<WindowLink> _links = [];
    private long _total;
    private long _done;
    private long _cached;
    private long _failed;
    private long _tokens;
    private MeasuredWindows _answers = new();

    /// <param name="store">Receives evidence and links.</param>
    /// <param name="run">The run.</param>
    /// <param name="role">Part of the model.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="plan">Its windows.</param>
    /// <param name="settings">What to extract, and the seed.</param>
    /// <param name="starts">Places where a window may begin, over all documents.</param>
    /// <param name="tally">Told what becomes of each document.</param>
    /// <param name="progress">Told after every batch, in windows.</param>
    public WindowPass(IProbeStore store, long run, ModelRole role, IWindowScorer scorer, IWindowPlan plan, (ExtractionSettings Extraction, int Seed) settings, long starts, Tally tally, IProgress<ProbeProgress> progress)
    {
        (_store, _run, _role, _scorer, _settings, _tally, _progress) = (store, run, role, scorer, settings.Extraction, tally, progress);
        _plan = plan;
        _questions = new WindowQuestions(role, scorer, settings.Extraction, settings.Seed);
        _total = starts * _questions.TextsPerWindow;
    }

    public async Task ExecuteAsync(RegisteredCorpus corpus, CancellationToken cancellationToken)
    {
        Report();
        foreach (var (document, text) in corpus.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_tally.HasFailed(document.Ordinal))
            {
                continue;
            }

            try
            {
                await ExtractAsync(document.Ordinal, text, cancellationToken);
                _tally.Answered(document.Ordinal);
            }
            catch (ModelException e)
            {
                _pending.Clear();
                _links.Clear();
                _failed++;
                _tally.Failed(document.Ordinal);
                _store.AddFailure(_run, new DocumentFailure(document.Ordinal, document.Id, WindowRequest.Of(_role), e.Message));
            }
        }

        // The last starts of a document have no window.
        _total = _done;
        Report();
    }

    private async Task ExtractAsync(long ordinal, string text, CancellationToken cancellationToken)
    {
        var windows = 0;
        _answers = new MeasuredWindows();
        foreach (var window in _plan.Plan(text))
        {
            windows++;
            foreach (var (prepared, keys) in _questions.About(window))
            {
                Ask(prepared, [.. keys.Select(asked => new WindowLink(ordinal, asked.Request, window.Place, asked.Key))]);
            }

            if (_pending.Count >= _scorer.PreferredBatch)
            {
                await FlushAsync(ordinal, cancellationToken);
            }
            else if (_links.Count >= LinksPerTransaction)
            {
                cancellationToken.ThrowIfCancellationRequested();
                CommitLinks();
            }
        }

        await FlushAsync(ordinal, cancellationToken);
        if (windows == 0)
        {
            throw new ModelException($"the document is shorter than a window of {_settings.PrefixTokens} + {_settings.SuffixTokens} tokens of {_scorer.Model.Name}; lower --prefix-tokens or --suffix-tokens");
        }

        _answers.Require(isComplete: true);
    }

    private void Ask(PreparedText text, List<WindowLink> links)
    {
        if (_pending.TryGetValue(text.Key, out var waiting))
        {
            waiting.Links.AddRange(links);
        }
        else if (links.TrueForAll(link => _store.HasEvidence(link.Key)))
        {
            _links.AddRange(links);
            _done++;
            _cached++;
            _answers.Add(_store.FindNoAnswer(text.Key));
        }
        else
        {
            _pending.Add(text.Key, (text, links));
        }
    }

    private async Task FlushAsync(long ordinal, CancellationToken cancellationToken)
    {
        if (_pending.Count > 0)
        {
            string? failure = null;
            await foreach (var scored in _scorer.ScoreAsync([.. _pending.Values.Select(entry => entry.Text)], cancellationToken))
            {
                // What was decoded beside a failure is kept all the same.
                if (scored.Scores is null && !scored.IsFinal)
                {
                    failure ??= scored.Failure ?? Reasonless;
                }
                else
                {
                    Keep(ordinal, scored);
                }
            }

            if (failure is not null)
            {
                throw new ModelException(failure);
            }

            _pending.Clear();
        }

        CommitLinks();
        _answers.Require(isComplete: false);
        Report();
    }

    private void Keep(long ordinal, ScoredText scored)
    {
        var fingerprint = _scorer.Model.Fingerprint;
        if (scored.Scores is { } scores)
        {
            _store.AddEvidence(scored.Text.Key, fingerprint, scores);
            _answers.Add(null);
        }
        else
        {
            _store.AddNoAnswer(scored.Text.Key, fingerprint, scored.Failure ?? Reasonless);
            _answers.Add(scored.Failure ?? Reasonless);
        }

        foreach (var ((_, key), underScheme) in scored.Text.Schemes.Zip(scored.UnderSchemes))
        {
            _store.AddEvidence(key, fingerprint, underScheme);
        }

        var links = _pending[scored.Text.Key].Links;
        _links.AddRange(links);
        _tally.Decoded(ordinal, scored.Text.InputTokens);
        _tokens += scored.Text.InputTokens;
        _done += links.Count / (1 + scored.Text.Schemes.Count);
    }

    private void CommitLinks()
    {
        if (_links.Count > 0)
        {
            _store.LinkWindows(_run, _links);
            _links.Clear();
        }
    }

    private void Report() => _progress.Report(new ProbeProgress($"windows of {_role}", _done, _total, _cached, _failed, _tokens));
}

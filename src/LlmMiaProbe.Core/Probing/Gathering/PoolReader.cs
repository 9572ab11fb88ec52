using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>Puts together again from the store what the models of a run produced after the beginnings of its documents; no model is needed.</summary>
internal sealed class PoolReader(IProbeStore store, RunRecord run, IReadOnlyList<EvidenceRequest> requests)
{
    private static readonly Dictionary<string, SamplePool> s_none = [];

    /// <summary>The complete pools of a document by <see cref="EvidenceRequest.Name"/>.</summary>
    public IReadOnlyDictionary<string, SamplePool> Read(RunDocument document)
    {
        if (requests.Count == 0 || store.FindText(document.Facts.Hash) is not { } text)
        {
            return s_none;
        }

        var pools = new Dictionary<string, SamplePool>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            // Where the text was cut is what the model was given: by words, or by a tokenizer that may be gone.
            if (request.Pool is { } settings
                && Complete(request, settings, store.ReadAttempts(run.Id, document.Facts.Hash, settings.Id)) is (var greedy, var samples)
                && text.StartsWith(greedy.PromptText, StringComparison.Ordinal))
            {
                pools.Add(request.Name, new SamplePool(new SplitText(greedy.PromptText, text[greedy.PromptText.Length..]), greedy, samples));
            }
        }

        return pools;
    }

    /// <summary>The attempts of one pool. A run that went on under another build may have made it twice: the later one counts.</summary>
    private (Attempt Greedy, IReadOnlyList<Attempt> Samples)? Complete(
        EvidenceRequest request, PoolSettings settings, IReadOnlyList<(AttemptUse Use, Attempt Attempt)> attempts)
    {
        var fingerprint = run.Models.FirstOrDefault(model => model.Role == request.Model)?.Model.Fingerprint;
        var own = attempts.Where(entry => entry.Use.Role == request.Model && entry.Attempt.Model == fingerprint && entry.Attempt.Outcome.Failure is null);
        foreach (var alike in own.Select(entry => entry.Attempt).GroupBy(attempt => (attempt.Policy, attempt.PromptText)).Reverse())
        {
            var greedy = alike.FirstOrDefault(attempt => attempt.Outcome.Request.Scheme.IsGreedy);
            List<Attempt> samples = [.. alike.Where(attempt => !attempt.Outcome.Request.Scheme.IsGreedy).OrderBy(attempt => attempt.Outcome.Request.Sample)];
            if (greedy is not null && samples.Count == settings.Samples)
            {
                return (greedy, samples);
            }
        }

        return null;
    }
}

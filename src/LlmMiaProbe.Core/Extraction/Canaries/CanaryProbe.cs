using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// Scores canaries and their references with one model. Every score is kept in the store as soon as it is there and found
/// by content, so that an interrupted test goes on where it was and a second one decodes nothing.
/// </summary>
/// <remarks>A canary and its references share their carrier, so that the total log-probabilities of their texts differ by the secrets alone.</remarks>
public sealed class CanaryProbe(IProbeStore store, ITokenScorer scorer, IProgress<ProbeProgress> progress)
{
    private double?[] _logProbs = [];
    private string?[] _failures = [];
    private long _done;
    private long _cached;
    private long _failed;

    /// <summary>Tokens decoded so far.</summary>
    public long TokensDecoded { get; private set; }

    /// <param name="phase">What to call this in progress reports.</param>
    /// <param name="set">The canaries.</param>
    /// <param name="references">References per canary, at least 1.</param>
    /// <param name="cancellationToken">Stops after the batch under way; what is scored is kept.</param>
    /// <returns>One score a canary, in order.</returns>
    /// <exception cref="ConfigurationException">There are not so many different secrets.</exception>
    public async Task<IReadOnlyList<CanaryScore>> ScoreAsync(string phase, CanarySet set, int references, CancellationToken cancellationToken)
    {
        var texts = set.Canaries.SelectMany(canary => set.References(canary, references).Prepend(canary.Text)).ToList();
        (_logProbs, _failures) = (new double?[texts.Count], new string?[texts.Count]);
        Report(phase);
        await foreach (var answer in new EvidenceGatherer(store, scorer).GatherAsync(texts.Select(Question), cancellationToken))
        {
            var scores = answer is { Source: AnswerSource.Store, Text: { } text } ? store.FindEvidence(text.Key) : answer.Scores;
            (_logProbs[answer.About], _failures[answer.About]) = (scores?.TotalLogProb, answer.Failure);
            _cached += answer.Source == AnswerSource.Store ? 1 : 0;
            _failed += answer.Failure is null ? 0 : 1;
            _done++;
            TokensDecoded += answer.Tokens;
            Report(phase);
        }

        return [.. set.Canaries.Select((canary, i) => ScoreOf(canary, i * (references + 1), references))];
    }

    private EvidenceQuestion<int> Question(string text, int place)
    {
        try
        {
            return EvidenceQuestion.Of(place, scorer.Prepare(text));
        }
        catch (ModelException e)
        {
            return EvidenceQuestion.Impossible(place, e.Message);
        }
    }

    private void Report(string phase) =>
        progress.Report(new ProbeProgress(phase, _done, _logProbs.Length, _cached, _failed, TokensDecoded));

    private CanaryScore ScoreOf(Canary canary, int place, int references)
    {
        var found = _logProbs.Skip(place + 1).Take(references).OfType<double>().ToList();
        return _logProbs[place] is { } logProb && found.Count > 0
            ? CanaryScore.Of(canary, logProb, found)
            : new CanaryScore(
                canary,
                _logProbs[place],
                null,
                null,
                _failures[place] ?? _failures.Skip(place + 1).Take(references).OfType<string>().FirstOrDefault() ?? "the model gave no reason");
    }
}

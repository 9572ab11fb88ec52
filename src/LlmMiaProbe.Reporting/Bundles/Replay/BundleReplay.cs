using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Asks a model again what a bundle says that it said.</summary>
/// <param name="sample">What is asked.</param>
public sealed class BundleReplay(ReplaySample sample)
{
    private readonly BundleFindings _findings = new();
    private readonly List<ReplayedModel> _models = [];

    /// <summary>One sentence for each thing that did not come out again.</summary>
    public IReadOnlyList<string> Mismatches => [.. sample.Mismatches, .. _findings.Mismatches];

    public long Count => sample.Mismatches.Count + _findings.Count;

    public IReadOnlyList<ReplayedModel> Models => _models;

    /// <summary>Whether a file is the one that the bundle is about; a mismatch if it is another.</summary>
    /// <exception cref="ConfigurationException">The bundle's model is behind an endpoint, or was imported.</exception>
    public bool IsSame(ModelRole role, ModelDescription own)
    {
        ArgumentNullException.ThrowIfNull(own);
        if (sample.Models.FirstOrDefault(model => model.Role == role) is { Model: { HasNoFile: true } elsewhere })
        {
            throw new ConfigurationException(elsewhere.IsImported
                ? $"The token scores of the bundle's {role} were computed elsewhere and imported, and only local models can be replayed."
                : $"The bundle's {role} is a model behind an endpoint, and only local models can be replayed.");
        }

        var stated = sample.Models.FirstOrDefault(model => model.Role == role)?.Model.Fingerprint;
        if (stated == own.Fingerprint)
        {
            return true;
        }

        _findings.Mismatch(stated is null
            ? $"the bundle names no {role} model"
            : $"{own.Name} has the fingerprint {own.Fingerprint}, and the bundle's {role} {stated}: another file, so nothing was replayed");
        return false;
    }

    /// <summary>Scores the token ids of the bundle again.</summary>
    public async Task ScoreAsync(ModelRole role, ITokenScorer scorer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        var stated = sample.Models.First(model => model.Role == role);
        var tolerance = ReplayTolerance.Of(stated.Policy, scorer.Policy, scorer.Model.Quantization);
        var model = new ReplayedModel(role.Name, scorer.Model.Name, tolerance);
        _models.Add(model);
        List<ReplayedScores> asked = [.. sample.DrawnScores.Where(one => one.Role == role && CanBeAsked(one, scorer.Model))];
        var next = 0;
        await foreach (var scored in scorer.ScoreAsync(Prepared(asked, scorer, cancellationToken), cancellationToken))
        {
            var one = asked[next++];
            if (scored.Scores is not { } scores)
            {
                _findings.Mismatch($"{one.Place}: {role} gives no scores ({scored.WhyNone})");
                continue;
            }

            model.Rows++;
            model.Tokens += scores.Count;
            Compare(one, scores, tolerance, model);
        }
    }

    /// <summary>Makes attempts again.</summary>
    public async Task GenerateAsync(ModelRole role, IGenerator generator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var model = _models.First(known => known.Role == role.Name);
        List<ReplayedAttempt> asked = [.. sample.DrawnAttempts.Where(one => one.Role == role && CanBeAsked(one, generator))];
        var next = 0;
        await foreach (var outcome in generator.GenerateAsync(Requests(asked, cancellationToken), cancellationToken))
        {
            var one = asked[next++];
            var stated = one.Attempt.Outcome;
            model.Attempts++;
            if (outcome.Tokens.AsSpan().SequenceEqual(stated.Tokens) && outcome.Text == stated.Text && outcome.Finish == stated.Finish)
            {
                model.SameAttempts++;
            }
            else if (one.Attempt.Policy == generator.Policy)
            {
                var at = outcome.Tokens.Zip(stated.Tokens).TakeWhile(pair => pair.First == pair.Second).Count();
                _findings.Mismatch($"{one.Place}: under the same policy {role} produces something else from token {at + 1} on");
            }
        }
    }

    private void Compare(ReplayedScores one, TokenScores scores, ReplayTolerance tolerance, ReplayedModel model)
    {
        var stated = one.Scores;
        if (scores.UnscoredFirstToken != stated.UnscoredFirstToken || !scores.Tokens.AsSpan().SequenceEqual(stated.Tokens))
        {
            _findings.Mismatch($"{one.Place}: the bundle and the model at hand put a BOS before the text in different ways: see --bos");
            return;
        }

        var (largest, total, at) = (0.0, 0.0, 0);
        for (var t = 0; t < scores.Count; t++)
        {
            var difference = scores.LogProb[t].Equals(stated.LogProb[t]) ? 0 : Math.Abs((double)scores.LogProb[t] - stated.LogProb[t]);
            total += difference;
            if (difference > largest)
            {
                (largest, at) = (difference, t);
            }
        }

        var mean = total / scores.Count;
        model.LargestDifference = Math.Max(model.LargestDifference, largest);
        if ((tolerance.IsMean ? mean : largest) > tolerance.Nats)
        {
            _findings.Mismatch(
                $"{one.Place}: {one.Variant} of document {BundleText.Quote(one.Document)} under {one.Role}: log-probabilities differ by up to {largest:g3} "
                    + "nats "
                + $"(token {at + 1}: the bundle says {stated.LogProb[at]:g6}, the model {scores.LogProb[at]:g6}), by {mean:g3} on average");
        }
        else if (tolerance == ReplayTolerance.Same && !IsSame(stated, scores))
        {
            _findings.Mismatch($"{one.Place}: {one.Variant} of document {BundleText.Quote(one.Document)} under {one.Role}: ranks, likeliest tokens, "
                + "entropies or variances differ");
        }
    }

    private static bool IsSame(TokenScores stated, TokenScores own) => stated.Columns == own.Columns
        && (!own.Columns.HasFlag(ScoreColumns.Rank) || stated.Rank.AsSpan().SequenceEqual(own.Rank))
        && (!own.Columns.HasFlag(ScoreColumns.Top1) || (stated.Top1.AsSpan().SequenceEqual(own.Top1)
            && stated.Top1LogProb.AsSpan().SequenceEqual(own.Top1LogProb)))
        && (!own.Columns.HasFlag(ScoreColumns.Moments) || (stated.Entropy.AsSpan().SequenceEqual(own.Entropy)
            && stated.Variance.AsSpan().SequenceEqual(own.Variance)));

    // Native code takes any number for a token.
    private bool CanBeAsked(ReplayedScores one, ModelDescription model) => AreTokens(one.Place, EvidenceKeys.AllTokens(one.Scores), model);

    private bool CanBeAsked(ReplayedAttempt one, IGenerator generator)
    {
        var request = one.Attempt.Outcome.Request;
        if (request.Prompt.Length >= generator.ContextTokens)
        {
            _findings.Mismatch($"{one.Place}: a prompt of {request.Prompt.Length} tokens does not fit the context of {generator.ContextTokens}: see "
                + "--context-length");
            return false;
        }

        return AreTokens(one.Place, request.Prompt, generator.Model);
    }

    private bool AreTokens(string place, int[] tokens, ModelDescription model)
    {
        if (Array.FindIndex(tokens, token => token < 0 || token >= model.VocabularySize) is >= 0 and var at)
        {
            _findings.Mismatch($"{place}: {tokens[at]} is no token of a vocabulary of {model.VocabularySize}");
            return false;
        }

        return true;
    }

    private async IAsyncEnumerable<PreparedText> Prepared(
        List<ReplayedScores> asked, ITokenScorer scorer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var one in asked)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.CompletedTask;
            var tokens = EvidenceKeys.AllTokens(one.Scores);
            if (sample.ConversationOf(one.Document) is { } conversation)
            {
                var whole = scorer.Prepare(conversation);
                if (!whole.ScoredTokens.AsSpan().SequenceEqual(tokens))
                {
                    _findings.Mismatch($"{one.Place}: the tokens are not the scored ones of the conversation of document {BundleText.Quote(one.Document)}");
                }

                yield return whole;
                continue;
            }

            if (one.Variant == ReplaySample.Plain && sample.TextOf(one.Document) is { } text && !scorer.Prepare(text).Tokens.AsSpan().SequenceEqual(tokens))
            {
                _findings.Mismatch($"{one.Place}: the tokens are not those of the text of document {BundleText.Quote(one.Document)}");
            }

            var hasBos = one.Scores.UnscoredFirstToken is null;
            var windows = ScoringWindows.Plan(tokens.Length, hasBos, scorer.ContextTokens);
            yield return new PreparedText(
                EvidenceKey.Of(scorer.Model.Fingerprint, scorer.Policy, null, tokens), tokens, ScoringWindows.InputTokens(windows, hasBos), windows.Count);
        }
    }

    private static async IAsyncEnumerable<GenerationRequest> Requests(List<ReplayedAttempt> asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var one in asked)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.CompletedTask;
            yield return one.Attempt.Outcome.Request;
        }
    }
}

using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Models;
using LlmMiaProbe.Neighbours;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Attacks;

/// <summary>Evidence for attacks: made up column by column, or gathered from scripted models.</summary>
internal static class Scores
{
    /// <summary>Token scores with these log-probabilities; every token is as likely as the likeliest.</summary>
    public static TokenScores Of(IEnumerable<float> logProbs, float entropy = 1, float variance = 1)
    {
        var logProb = logProbs.ToArray();
        var tokens = Enumerable.Range(0, logProb.Length).ToArray();
        return new TokenScores(tokens, logProb, Filled(tokens, 1), tokens, logProb, Filled(tokens, entropy), Filled(tokens, variance), null);
    }

    /// <summary>All that the attack declares and nothing else, each from the same function.</summary>
    public static DocumentEvidence Evidence(ConfiguredAttack attack, Func<EvidenceRequest, TokenScores> scores, string text = "Some text.", bool sameTokenizer = true) =>
        new(
            DocumentFacts.Of(text),
            attack.Evidence.Where(request => !request.Model.IsShadow && request.Pool is null).ToDictionary(request => request.Name, scores),
            sameTokenizer,
            Asks(attack, EvidenceRequest.ShadowsIn) ? UnderTwo(scores(EvidenceRequest.ShadowsIn)) : null,
            Asks(attack, EvidenceRequest.ShadowsOut) ? UnderTwo(scores(EvidenceRequest.ShadowsOut)) : null,
            attack.Evidence.Where(request => request.Pool is not null).ToDictionary(request => request.Name, request => Pools.OfTokens(scores(request))));

    /// <summary>All that the attack declares about a text, under two scripted models.</summary>
    public static async Task<DocumentEvidence> Gather(ConfiguredAttack attack, string text, ScriptedModel target, ScriptedModel reference)
    {
        var scores = new Dictionary<string, TokenScores>();
        foreach (var request in attack.Evidence.Where(request => !request.Model.IsShadow && request.Pool is null))
        {
            using var scorer = Open(request, target, reference);
            scores[request.Name] = await Under(scorer, request.Variant.Apply(text));
        }

        ScriptedModel[] shadows = [new("shadow-1"), new("shadow-2")];
        var (trained, others) = (new List<double>(), new List<double>());
        foreach (var shadow in shadows)
        {
            trained.Add((await Under(shadow with { Memorised = [text] }, text)).MeanLogProb);
            others.Add((await Under(shadow, text)).MeanLogProb);
        }

        return new DocumentEvidence(
            DocumentFacts.Of(text),
            scores,
            target.Tokenizer == reference.Tokenizer,
            Asks(attack, EvidenceRequest.ShadowsIn) ? trained : null,
            Asks(attack, EvidenceRequest.ShadowsOut) ? others : null,
            attack.Evidence.Where(request => request.Pool is not null).ToDictionary(request => request.Name, request => Pools.Of(text, target.Memorised.Contains(text))));
    }

    public static ConfiguredAttack Attack(string selection) => AttackSelection.Parse(selection)[0];

    private static bool Asks(ConfiguredAttack attack, EvidenceRequest request) => attack.Evidence.Contains(request);

    // Two shadow models that differ a little.
    private static double[] UnderTwo(TokenScores scores) => scores.Count == 0 ? [] : [scores.MeanLogProb, scores.MeanLogProb - 0.5];

    private static async Task<TokenScores> Under(ScriptedModel model, string text)
    {
        using var scorer = new ScriptedScorer(model, new ScriptedActivity());
        return await Under(scorer, text);
    }

    private static async Task<TokenScores> Under(ITokenScorer scorer, string text)
    {
        await foreach (var scored in scorer.ScoreAllAsync([scorer.Prepare(text)], default))
        {
            return scored.Scores ?? throw new InvalidOperationException(scored.Failure);
        }

        throw new InvalidOperationException("The scorer gave no outcome.");
    }

    private static ITokenScorer Open(EvidenceRequest request, ScriptedModel target, ScriptedModel reference)
    {
        var activity = new ScriptedActivity();
        if (request.Model == ModelRole.WordFrequencies)
        {
            return new WordFrequencyScorer("words.json", new WordFrequencies(1, new Dictionary<string, long> { ["the"] = 9 }), new ScriptedScorer(target, activity));
        }

        if (request.Model.NeighbourCount is { } count)
        {
            return new NeighbourScorer(new ScriptedScorer(target, activity), new ScriptedScorer(reference, activity), count);
        }

        // A prefix of non-members is what makes a model lose what it memorised (Xie et al. 2024).
        var model = request.Model == ModelRole.Target ? target : reference;
        return new ScriptedScorer(request.Variant.Prefix is { Label: Membership.NonMember } ? model with { Memorised = [] } : model, activity);
    }

    private static T[] Filled<T>(int[] like, T value) => Array.ConvertAll(like, _ => value);
}

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
        new(DocumentFacts.Of(text), attack.Evidence.ToDictionary(request => request.Name, scores), sameTokenizer);

    /// <summary>All that the attack declares about a text, under two scripted models.</summary>
    public static async Task<DocumentEvidence> Gather(ConfiguredAttack attack, string text, ScriptedModel target, ScriptedModel reference)
    {
        var scores = new Dictionary<string, TokenScores>();
        foreach (var request in attack.Evidence)
        {
            using var scorer = Open(request, target, reference);
            await foreach (var scored in scorer.ScoreAsync([scorer.Prepare(request.Variant.Apply(text))], default))
            {
                scores[request.Name] = scored.Scores ?? throw new InvalidOperationException(scored.Failure);
            }
        }

        return new DocumentEvidence(DocumentFacts.Of(text), scores, target.Tokenizer == reference.Tokenizer);
    }

    public static ConfiguredAttack Attack(string selection) => AttackSelection.Parse(selection)[0];

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

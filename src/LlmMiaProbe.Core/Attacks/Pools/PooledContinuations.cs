using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Attacks;

/// <summary>
/// What attacks on produced text have in common: the parameters of the sample pool, in which attacks that agree share one
/// pool a document, and the choice between the target's own value and its difference from the reference model's.
/// </summary>
internal static class PooledContinuations
{
    private static readonly PoolSettings s_default = new();

    private static readonly AttackParameter s_samples = new("samples", s_default.Samples, 1, 1000, "continuations that are drawn beside the greedy one")
    {
        IsInteger = true,
    };
    private static readonly AttackParameter s_given = new(
        "given",
        s_default.GivenShare,
        0.01,
        0.99,
        "share of the words that the model is given; of the tokens, if the tokenizer of a hosted model is built in and the reference model has the same");
    private static readonly AttackParameter s_tokens = new(
        "tokens", s_default.MaxTokens, 1, 4096, "tokens of a continuation, never more than the document's rest has") { IsInteger = true };
    private static readonly AttackParameter s_temperature = new(
        "temperature", s_default.Scheme.Temperature, 0.01, 10, "how much is left to chance; 1 for the model's own distribution");
    private static readonly AttackParameter s_topP = new(
        "top-p", s_default.Scheme.TopP, 0.01, 1, "probability that the tokens which may be drawn reach together; 1 for all");
    private static readonly AttackParameter s_reference = new("reference", 0, 0, 1, "1 to subtract the same of the reference model") { IsInteger = true };

    /// <summary>After the attack's own.</summary>
    public static IReadOnlyList<AttackParameter> Parameters { get; } = [s_samples, s_given, s_tokens, s_temperature, s_topP, s_reference];

    public static IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => settings[s_reference] == 0
        ? [Of(ModelRole.Target, settings)]
        : [Of(ModelRole.Target, settings), Of(ModelRole.Reference, settings)];

    /// <summary>The target's value, less the reference's if that is asked for; the first reason if one does not apply.</summary>
    /// <param name="document">Its pools.</param>
    /// <param name="settings">Parameters.</param>
    /// <param name="measure">Value of one pool.</param>
    public static AttackScore Score(DocumentEvidence document, AttackSettings settings, Func<SamplePool, AttackScore> measure)
    {
        var scores = Evidence(settings).Select(request => measure(document.Pool(request))).ToList();
        return scores.Find(score => score.Value is null) is { Reason: { } reason }
            ? AttackScore.NotApplicable(reason)
            : AttackScore.Of((scores[0].Value ?? 0) - scores.Skip(1).Sum(score => score.Value ?? 0));
    }

    /// <summary>Why continuations cannot be held against the text's end; null if they can.</summary>
    /// <param name="pool">Continuations and text.</param>
    /// <param name="leastWords">Words that the end must have.</param>
    public static string? WhyNotComparable(SamplePool pool, int leastWords)
    {
        if (WordNumbering.ReadAlone(pool.Text.Rest).Count < leastWords)
        {
            return leastWords == 1
                ? "there is no word in the part of the text that the model is not given"
                : $"the part of the text that the model is not given has fewer than {leastWords} words";
        }

        return !pool.Samples.All(sample => string.IsNullOrWhiteSpace(sample.Outcome.Text)) ? null
            : pool.Samples.All(sample => sample.Outcome.Finish == FinishReason.Filtered) ? "every sample is withheld"
            : "the model ends the text at once in every sample";
    }

    private static EvidenceRequest Of(ModelRole role, AttackSettings settings) => EvidenceRequest.Continuations(role, new PoolSettings
    {
        Samples = (int)settings[s_samples],
        Scheme = new DecodingScheme { Temperature = settings[s_temperature], TopP = settings[s_topP] },
        GivenShare = settings[s_given],
        MaxTokens = (int)settings[s_tokens],
    });
}

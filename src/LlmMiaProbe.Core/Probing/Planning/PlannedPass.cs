using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>What a run would ask of one model.</summary>
/// <param name="Role">Its part.</param>
/// <param name="Model">The model.</param>
/// <param name="Policy">See <see cref="IScorer.Policy"/>.</param>
/// <param name="Requests">Evidence per document, such as <c>plain, lowercase</c>.</param>
/// <param name="Texts">Texts that attacks need.</param>
/// <param name="Cached">Of these, answered by the store or by an equal text in the run.</param>
/// <param name="Unscorable">Of these, texts that cannot be scored (empty, or refused by the tokenizer).</param>
/// <param name="ForwardPasses">Windows to decode.</param>
/// <param name="TokensToDecode">Tokens to feed.</param>
/// <param name="Memory">Bytes while it is evaluated: weights, caches, logits (estimate).</param>
public sealed record PlannedPass(
    ModelRole Role, ModelDescription Model, string Policy, string Requests, long Texts, long Cached, long Unscorable, long ForwardPasses,
    long TokensToDecode, long Memory)
{
    /// <summary>How fast the model was found to work; null if it was not timed.</summary>
    public MeasuredPace? Pace { get; init; }

    /// <summary>Seconds that it would take, at that pace; null if that is not known.</summary>
    public double? Seconds => TokensToDecode == 0 ? 0 : TokensToDecode / Pace?.TokensPerSecond;

    /// <param name="role">Its part.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="requests">Evidence per document.</param>
    /// <param name="cost">What was counted.</param>
    /// <param name="texts">Texts that attacks need.</param>
    /// <param name="unscorable">Texts or documents that cannot be scored.</param>
    internal static PlannedPass Of(ModelRole role, IScorer scorer, IEnumerable<string> requests, GatheringCost cost, long texts, long unscorable) => new(
        role,
        scorer.Model,
        scorer.Policy,
        string.Join(", ", requests),
        texts,
        cost.Cached,
        unscorable,
        cost.ForwardPasses,
        cost.Tokens,
        scorer.Model.FileSize + scorer.WorkingMemory);
}

/// <summary>What a run would make one model continue.</summary>
/// <param name="Role">Its part.</param>
/// <param name="Model">The model.</param>
/// <param name="Policy">See <see cref="IGenerator.Policy"/>.</param>
/// <param name="Requests">What for, such as <c>pool(samples=20,...)</c>.</param>
/// <param name="Cost">Continuations and tokens.</param>
public sealed record PlannedGeneration(ModelRole Role, ModelDescription Model, string Policy, string Requests, GenerationCost Cost)
{
    /// <summary>How fast the model was found to produce tokens; null if it was not timed.</summary>
    public MeasuredPace? Pace { get; init; }

    /// <summary>Seconds that producing would take at most, at that pace; null if that is not known.</summary>
    public double? Seconds => Cost.ProducedTokens == 0 ? 0 : Cost.ProducedTokens / Pace?.TokensPerSecond;
}

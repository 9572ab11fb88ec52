namespace LlmMiaProbe.Generation;

/// <summary>What a model would have to generate; tokenizes only.</summary>
/// <param name="Prompts">Prompts to continue, one a document for sample pools.</param>
/// <param name="TooShort">Documents that have none: they cannot be cut, or the tokenizer rejects them.</param>
/// <param name="Attempts">Continuations to generate.</param>
/// <param name="Cached">Continuations that the log holds, or that an equal prompt in the run asks for, too.</param>
/// <param name="PromptTokens">Tokens to decode once a prompt.</param>
/// <param name="ProducedTokens">Tokens to produce, at most.</param>
public sealed record GenerationCost(long Prompts, long TooShort, long Attempts, long Cached, long PromptTokens, long ProducedTokens)
{
    /// <param name="prompts">Prompts to continue.</param>
    /// <param name="tooShort">Documents that have none.</param>
    /// <param name="recorder">Of a dry run.</param>
    /// <param name="counter">What stood in the model's place.</param>
    internal static GenerationCost Of(long prompts, long tooShort, AttemptRecorder recorder, CountedAttempts counter) =>
        new(prompts, tooShort, recorder.Generated, recorder.Found, counter.PromptTokens, counter.ProducedTokens);
}

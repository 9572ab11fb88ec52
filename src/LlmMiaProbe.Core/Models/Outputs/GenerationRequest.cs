using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Models;

/// <summary>One continuation to produce.</summary>
/// <param name="Prompt">Token ids to continue, without BOS.</param>
/// <param name="MaxTokens">At least 1.</param>
/// <param name="Scheme">How tokens are drawn.</param>
/// <param name="Seed">Of the random numbers, see <see cref="SampleStream"/>; without effect on a greedy scheme.</param>
/// <param name="Sample">Number of the sample with this seed and prompt, from 0.</param>
public sealed record GenerationRequest(int[] Prompt, int MaxTokens, DecodingScheme Scheme, int Seed = 0, int Sample = 0)
{
    /// <summary>
    /// Alternatives of the first token to report in <see cref="Continuation.Detail"/>, under the model's own distribution; 0 for none.
    /// Changes no output, so it is no part of a key.
    /// </summary>
    public int TopLogProbs { get; init; }
}

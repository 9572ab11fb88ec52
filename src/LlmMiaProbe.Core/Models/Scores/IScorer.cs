namespace LlmMiaProbe.Models;

/// <summary>Scores what was prepared for it. Preparing needs the tokenizer only; weights are loaded by the first <see cref="ScoreAsync"/>.</summary>
public interface IScorer : IDisposable
{
    ModelDescription Model { get; }

    AccessLevel Access { get; }

    /// <summary>Everything that can change a number beside model and tokens: build, precision, windows, batching. Part of every evidence key.</summary>
    string Policy { get; }

    /// <summary>Tokens that one evaluation can see, BOS included.</summary>
    int ContextTokens { get; }

    /// <summary>Texts that are worth having at hand; it reads no more of them before the outcome of the first.</summary>
    int PreferredBatch { get; }

    /// <summary>Bytes that scoring will occupy beside the weights: caches, logits, work buffers (estimate).</summary>
    long WorkingMemory { get; }

    /// <summary>
    /// Scores texts as they come and yields each outcome as soon as it is complete, in the order given. Cancellation takes effect between decodes.
    /// </summary>
    IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, CancellationToken cancellationToken);
}

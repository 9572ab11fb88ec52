namespace LlmMiaProbe.Models;

/// <summary>Continues texts token by token. The tokenizer is there at once; weights are loaded by the first <see cref="GenerateAsync"/>.</summary>
public interface IGenerator : IDisposable
{
    ModelDescription Model { get; }

    /// <summary>Everything that can change an output beside model and request: build, precision, context. Part of every attempt's key.</summary>
    string Policy { get; }

    /// <summary>Tokens that one continuation can see, BOS, prompt and its own included.</summary>
    int ContextTokens { get; }

    /// <summary>Requests that are worth having at hand; it reads no more of them before the first outcome.</summary>
    int PreferredBatch { get; }

    /// <summary>Alternatives of the first token that it reports at most, see <see cref="GenerationRequest.TopLogProbs"/>.</summary>
    int TopLogProbs => 0;

    /// <summary>Token ids without BOS.</summary>
    /// <exception cref="ModelException">The tokenizer rejects the text.</exception>
    int[] Tokenize(string text);

    /// <summary>How many tokens they are to the model: an estimate where its tokenizer is out of reach, and its ids with it.</summary>
    int Count(ReadOnlySpan<int> tokens) => tokens.Length;

    /// <summary>
    /// Cuts a text after a share of its words, or of its tokens where a tokenizer stands in for one that is out of reach. Null if nothing
    /// would stand on one side.
    /// </summary>
    SplitText? Cut(string text, double share) => SplitText.Of(text, share);

    /// <summary>What tokens spell, control tokens nothing; bytes that are no UTF-8 as U+FFFD.</summary>
    string Text(ReadOnlySpan<int> tokens);

    /// <summary>
    /// Continues prompts as they come and yields the outcomes in the order given, failures included. An output does not depend on
    /// what else is asked for. A prompt that many requests share is decoded once if they stand together. Cancellation takes
    /// effect between decodes.
    /// </summary>
    IAsyncEnumerable<Continuation> GenerateAsync(IAsyncEnumerable<GenerationRequest> requests, CancellationToken cancellationToken);
}

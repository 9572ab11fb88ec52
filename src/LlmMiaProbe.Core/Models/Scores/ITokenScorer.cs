namespace LlmMiaProbe.Models;

/// <summary>Turns texts into per-token scores.</summary>
public interface ITokenScorer : IScorer
{
    /// <exception cref="ModelException">The tokenizer rejects the text.</exception>
    PreparedText Prepare(string text);

    /// <summary>For a text after a prefix that is not scored, is tokenised by itself and is decoded once for all texts that share it.</summary>
    /// <exception cref="ModelException">The tokenizer rejects one of them, or together they exceed the context.</exception>
    PreparedText PrepareAfter(string prefix, string text);
}

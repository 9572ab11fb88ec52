using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Models;

/// <summary>Turns texts into per-token scores.</summary>
public interface ITokenScorer : IScorer
{
    /// <exception cref="ModelException">The tokenizer rejects the text.</exception>
    PreparedText Prepare(string text);

    /// <summary>For a text after a prefix that is not scored, is tokenised by itself and is decoded once for all texts that share it.</summary>
    /// <exception cref="ModelException">The tokenizer rejects one of them, or together they exceed the context.</exception>
    PreparedText PrepareAfter(string prefix, string text);

    /// <summary>For a conversation, of which only the scored parts are scored.</summary>
    /// <exception cref="ModelException">The tokenizer rejects a part, or this model does not score conversations.</exception>
    PreparedText Prepare(RenderedText text) => throw new ModelException($"{Model.Name} does not score chat records");

    /// <summary>As for texts; nothing of the prefix is scored.</summary>
    /// <exception cref="ModelException">As for texts, or this model does not score conversations.</exception>
    PreparedText PrepareAfter(RenderedText prefix, RenderedText text) => throw new ModelException($"{Model.Name} does not score chat records");
}

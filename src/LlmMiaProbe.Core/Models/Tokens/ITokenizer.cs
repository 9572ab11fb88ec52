using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Models;

/// <summary>Splits texts into tokens; costs no forward pass.</summary>
public interface ITokenizer : ITokenSpelling, IDisposable
{
    /// <summary>See <see cref="ModelDescription.Tokenizer"/>.</summary>
    string Identity { get; }

    /// <summary>Token ids of a text, without BOS.</summary>
    /// <exception cref="ModelException">The tokenizer rejects the text.</exception>
    int[] Tokenize(string text);

    /// <summary>
    /// Token ids of a conversation: every part is tokenised by itself, and only the template's parts have special tokens.
    /// </summary>
    /// <exception cref="ModelException">The tokenizer rejects a part, or knows of no parts.</exception>
    MaskedTokens Tokenize(RenderedText text) => throw new ModelException("this tokenizer cannot tell the template of a conversation from what it says");
}

namespace LlmMiaProbe.Models;

/// <summary>Splits texts into tokens; costs no forward pass.</summary>
public interface ITokenizer : ITokenSpelling, IDisposable
{
    /// <summary>See <see cref="ModelDescription.Tokenizer"/>.</summary>
    string Identity { get; }

    /// <summary>Token ids of a text, without BOS.</summary>
    /// <exception cref="ModelException">The tokenizer rejects the text.</exception>
    int[] Tokenize(string text);
}

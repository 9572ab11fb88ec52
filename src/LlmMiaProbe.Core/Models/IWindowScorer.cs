using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Models;

/// <summary>A scorer with a tokenizer of its own and whole distributions: texts can be cut between tokens and scored under any decoding.</summary>
public interface IWindowScorer : ITokenScorer, ITokenSpelling
{
    /// <summary>Token ids of a text, without BOS.</summary>
    /// <exception cref="ModelException">The tokenizer rejects the text.</exception>
    int[] Tokenize(string text);

    /// <summary>For tokens exactly as given, after others that are not scored; both are decoded in one pass.</summary>
    /// <param name="prefix">At least one token; a BOS precedes it as it does a document.</param>
    /// <param name="tokens">At least one token, to be scored.</param>
    /// <param name="schemes">Decoding under which they are scored too, from the same pass.</param>
    /// <exception cref="ModelException">Together they exceed the context.</exception>
    PreparedText PrepareWindow(int[] prefix, int[] tokens, IReadOnlyList<DecodingScheme> schemes);
}

using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Models;

/// <summary>A model of a file, which scores texts and windows.</summary>
public interface IFileScorer : ITokenScorer, IWindowScorer;

/// <summary>A scorer with a tokenizer at hand: texts can be cut between tokens, and scored from there on.</summary>
public interface IWindowScorer : IScorer, ITokenizer
{
    string ITokenizer.Identity => Model.Tokenizer;

    /// <summary>For tokens exactly as given, after others that are not scored; both are decoded in one pass.</summary>
    /// <param name="prefix">At least one token; a BOS precedes it as it does a document.</param>
    /// <param name="tokens">At least one token, to be scored.</param>
    /// <param name="schemes">Decoding under which they are scored too, from the same pass; none where whole distributions are out of reach.</param>
    /// <exception cref="ModelException">Together they exceed the context.</exception>
    /// <exception cref="ConfigurationException">The budget of an endpoint is less than one window takes.</exception>
    PreparedText PrepareWindow(int[] prefix, int[] tokens, IReadOnlyList<DecodingScheme> schemes);
}

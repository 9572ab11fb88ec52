using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Models;

/// <summary>The real tokenizer of a hosted model, for counts and cuts: without one, counts come from the endpoint and cuts are by word.</summary>
public interface ITextTokenizer
{
    /// <summary>What it is, for reports; such as <c>o200k_base by Microsoft.ML.Tokenizers 2.0.0</c>.</summary>
    string Identity { get; }

    /// <summary>Tokens of a text; text that spells a special token is counted as text.</summary>
    int Count(string text);

    /// <summary>Cuts a text after at most so many tokens, never inside a character; null if nothing would stand on one side.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="tokens">At least 1.</param>
    SplitText? Cut(string text, int tokens);
}

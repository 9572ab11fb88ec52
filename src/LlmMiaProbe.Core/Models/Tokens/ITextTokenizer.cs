namespace LlmMiaProbe.Models;

/// <summary>Counts and cuts texts for a model whose tokenizer is out of reach: by one like it, or else by estimate and by words.</summary>
public interface ITextTokenizer
{
    /// <summary>What stands before the name of a tokenizer in its description.</summary>
    const string CountedWith = "tokens counted with ";

    /// <summary>
    /// How tokens are counted, a clause for plans and reports; such as <c>tokens counted with o200k_base (Microsoft.ML.Tokenizers
    /// 2.0.0)</c>.
    /// </summary>
    string Description { get; }

    /// <summary>Tokens of a text; text that spells a special token is counted as text.</summary>
    int Count(string text);

    /// <summary>Tokens of a chat, without what a template adds.</summary>
    int Count(IReadOnlyList<ChatMessage> messages) => Count(ChatMessage.Transcript(messages));

    /// <summary>Cuts a text after a share of its tokens, or of its words; never inside a character. Null if nothing would stand on one side.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="share">Above 0 and below 1.</param>
    SplitText? Cut(string text, double share);
}

using System.Runtime.InteropServices;
using System.Text;

namespace LlmMiaProbe.Local;

/// <summary>A loaded GGUF: its vocabulary, and its weights unless loaded for the vocabulary only.</summary>
public interface ILlamaModel : IDisposable
{
    string Name { get; }

    int VocabularySize { get; }

    /// <summary>
    /// What llama.cpp takes for BOS; where the file names none, a default that is any token (see <see cref="Gguf.GgufTokenizer.BosId"/>).
    /// Null if there is none.
    /// </summary>
    int? BosToken { get; }

    /// <summary>Token ids of a text without BOS or EOS; text that spells a special token is taken as text.</summary>
    /// <exception cref="ModelException">The tokenizer fails on the text.</exception>
    int[] Tokenize(string text);

    /// <summary>The same of a text that a chat template wrote: what spells a special token is that token.</summary>
    /// <exception cref="ModelException">The tokenizer fails on the text.</exception>
    int[] TokenizeTemplate(string text);

    /// <summary>What a token spells, in bytes of UTF-8; nothing for control tokens.</summary>
    byte[] BytesOf(int token);

    /// <summary>Whether a token says that the text is over (EOS, end of turn).</summary>
    bool EndsGeneration(int token);

    /// <summary>What tokens spell together; bytes that are no UTF-8 as U+FFFD.</summary>
    string Text(ReadOnlySpan<int> tokens)
    {
        var text = new List<byte>();
        foreach (var token in tokens)
        {
            text.AddRange(BytesOf(token));
        }

        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(text));
    }

    /// <summary>
    /// Loads a LoRA adapter beside the weights. It lives as long as the model, and changes nothing but contexts that are made with it.
    /// </summary>
    /// <param name="file">A GGUF that was found to fit: the native loader checks less.</param>
    /// <exception cref="ModelException">llama.cpp refuses the file.</exception>
    ILlamaAdapter LoadAdapter(string file);

    /// <summary>A context of exactly this shape, for a model with weights.</summary>
    /// <exception cref="ModelException">The context cannot be made, or is not what was asked for.</exception>
    ILlamaContext CreateContext(ContextShape shape) => CreateContext(shape, []);

    /// <summary>The same with adapters, each of which was loaded by this model before.</summary>
    /// <inheritdoc cref="CreateContext(ContextShape)" path="/exception"/>
    ILlamaContext CreateContext(ContextShape shape, IReadOnlyList<(ILlamaAdapter Adapter, float Scale)> adapters);
}

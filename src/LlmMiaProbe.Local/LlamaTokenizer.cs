using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Local;

/// <summary>The tokenizer of a GGUF, for a model that is somewhere else.</summary>
public sealed class LlamaTokenizer : ITokenizer
{
    private readonly ILlamaModel _model;
    private readonly byte[]?[] _pieces;

    /// <param name="model">The vocabulary, owned from now on.</param>
    /// <param name="identity">See <see cref="ModelDescription.Tokenizer"/>.</param>
    internal LlamaTokenizer(ILlamaModel model, string identity)
    {
        _model = model;
        _pieces = new byte[]?[model.VocabularySize];
        Identity = identity;
    }

    public string Identity { get; }

    public int[] Tokenize(string text) => _model.Tokenize(text);

    public MaskedTokens Tokenize(RenderedText text) => new ConversationTokens(_model, null).Of(text);

    public ReadOnlyMemory<byte> BytesOf(int token) => _pieces[token] ??= _model.BytesOf(token);

    public void Dispose() => _model.Dispose();
}

namespace LlmMiaProbe.Local.Adapters;

/// <summary>Weights that others may use too, with adapters of one's own: contexts of this model have them, contexts of the others do not.</summary>
/// <param name="weights">The weights.</param>
/// <param name="adapters">With their scales, in order; empty for the weights alone.</param>
/// <param name="giveBack">Called once, when this is disposed.</param>
internal sealed class AdaptedModel(SharedWeights weights, IReadOnlyList<(ILlamaAdapter Adapter, float Scale)> adapters, Action giveBack) : ILlamaModel
{
    private bool _isGivenBack;

    public string Name => weights.Model.Name;

    public int VocabularySize => weights.Model.VocabularySize;

    public int? BosToken => weights.Model.BosToken;

    public int[] Tokenize(string text) => weights.Model.Tokenize(text);

    public int[] TokenizeTemplate(string text) => weights.Model.TokenizeTemplate(text);

    public byte[] BytesOf(int token) => weights.Model.BytesOf(token);

    public bool EndsGeneration(int token) => weights.Model.EndsGeneration(token);

    public ILlamaAdapter LoadAdapter(string file) => weights.Model.LoadAdapter(file);

    public ILlamaContext CreateContext(ContextShape shape) => weights.Model.CreateContext(shape, adapters);

    /// <exception cref="NotSupportedException">Its adapters are given.</exception>
    public ILlamaContext CreateContext(ContextShape shape, IReadOnlyList<(ILlamaAdapter Adapter, float Scale)> added) =>
        throw new NotSupportedException("The adapters of this model are given.");

    public void Dispose()
    {
        if (!_isGivenBack)
        {
            _isGivenBack = true;
            giveBack();
        }
    }
}

using System.Text;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>Serves what <see cref="ScriptedScorer"/> computes in process: tokens are bytes, logits a hash. No native code.</summary>
public sealed class ScriptedServedModel(string name = "scripted", bool addsBos = true, int contextTokens = 4096, string? weights = null) : IServedModel
{
    public string Name => name;

    public int? Bos => addsBos ? ScriptedModel.Bos : null;

    public int ContextTokens => contextTokens;

    public int[] Tokenize(string text) => Array.ConvertAll(Encoding.UTF8.GetBytes(text), b => (int)b);

    public ReadOnlyMemory<byte> BytesOf(int token) => token == ScriptedModel.Bos ? default : new[] { (byte)token };

    public bool EndsGeneration(int token) => token == 0;

    public IReadOnlyList<float[]> Predictions(int[] tokens)
    {
        int[] before = addsBos ? [ScriptedModel.Bos, .. tokens] : tokens;
        return [.. before.SkipLast(1).Select(token => ScriptedLogits.After(weights ?? name, token))];
    }

    public float[] Next(int[] tokens) => ScriptedLogits.After(weights ?? name, tokens.Length == 0 ? ScriptedModel.Bos : tokens[^1]);

    public void Dispose()
    {
    }
}

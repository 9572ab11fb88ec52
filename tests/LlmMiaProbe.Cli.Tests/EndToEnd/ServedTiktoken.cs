using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>A model with the tokens of a tiktoken vocabulary; what it predicts depends on the token before alone.</summary>
internal sealed class ServedTiktoken(string name, ITokenizer tokens, int vocabulary) : IServedModel
{
    public string Name => name;

    public int? Bos => null;

    public int ContextTokens => 1024;

    public int[] Tokenize(string text) => tokens.Tokenize(text);

    public ReadOnlyMemory<byte> BytesOf(int token) => tokens.BytesOf(token);

    public bool EndsGeneration(int token) => false;

    public IReadOnlyList<float[]> Predictions(int[] given) => [.. given.SkipLast(1).Select(After)];

    public float[] Next(int[] given) => After(given.Length == 0 ? 0 : given[^1]);

    public void Dispose()
    {
    }

    private float[] After(int token)
    {
        var logits = new float[vocabulary];
        var state = (uint)token + 1;
        for (var i = 0; i < vocabulary; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            logits[i] = (state >> 8) / (float)(1 << 24);
        }

        return logits;
    }
}

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>A model that a loopback endpoint serves.</summary>
public interface IServedModel : IDisposable
{
    string Name { get; }

    /// <summary>Id of the token before every prompt, or null.</summary>
    int? Bos { get; }

    /// <summary>Tokens of context, BOS included.</summary>
    int ContextTokens { get; }

    /// <summary>Token ids without BOS.</summary>
    int[] Tokenize(string text);

    /// <summary>Bytes of UTF-8, not always whole characters; nothing for control tokens.</summary>
    ReadOnlyMemory<byte> BytesOf(int token);

    bool EndsGeneration(int token);

    /// <summary>Logits that predict each token that something precedes: all of them after a BOS, else all but the first.</summary>
    IReadOnlyList<float[]> Predictions(int[] tokens);

    /// <summary>Logits that predict what follows.</summary>
    float[] Next(int[] tokens);
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace LlmMiaProbe.Models;

/// <summary>Identity of evidence by content: model, policy and token ids; never a path or a name. 64 hexadecimal digits.</summary>
public readonly record struct EvidenceKey(string Hex)
{
    /// <summary>Raised when the meaning or the encoding of stored evidence changes.</summary>
    public const int EncodingVersion = 1;

    /// <param name="model">The model that scores.</param>
    /// <param name="policy">See <see cref="IScorer.Policy"/>.</param>
    /// <param name="bos">BOS id that precedes the tokens, or null.</param>
    /// <param name="tokens">Token ids to score, without BOS.</param>
    /// <param name="prefix">Token ids between BOS and the scored ones; empty for a text on its own.</param>
    /// <param name="isScored">Which of the tokens are scored; null for all.</param>
    public static EvidenceKey Of(ModelFingerprint model, string policy, int? bos, ReadOnlySpan<int> tokens, ReadOnlySpan<int> prefix = default,
        bool[]? isScored = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"evidence/{EncodingVersion}\n{model}\n{policy}\nbos={(bos is { } id ? $"{id}" : "none")}\n"));
        if (!prefix.IsEmpty)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"prefix={prefix.Length}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(prefix));
        }

        if (isScored is not null)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"mask={isScored.Length}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(isScored.AsSpan()));
        }

        hash.AppendData(MemoryMarshal.AsBytes(tokens));
        return new EvidenceKey(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public override string ToString() => Hex;
}

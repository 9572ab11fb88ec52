using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>Identity of an attempt by what was asked: model, policy, prompt and decoding; never a path or a name. 64 hexadecimal digits.</summary>
public readonly record struct AttemptKey(string Hex)
{
    /// <summary>Raised when the meaning of stored attempts changes.</summary>
    public const int EncodingVersion = 1;

    /// <param name="model">The model that continues.</param>
    /// <param name="policy">See <see cref="IGenerator.Policy"/>.</param>
    /// <param name="request">What is asked; seed and sample count only where something is drawn.</param>
    public static AttemptKey Of(ModelFingerprint model, string policy, GenerationRequest request)
    {
        var draw = request.Scheme.IsGreedy ? "" : $"seed={request.Seed}\nsample={request.Sample}\n";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"attempt/{EncodingVersion}\n{model}\n{policy}\n{request.Scheme.Id}\n{draw}max={request.MaxTokens}\n"));
        hash.AppendData(MemoryMarshal.AsBytes<int>(request.Prompt));
        return new AttemptKey(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public override string ToString() => Hex;
}

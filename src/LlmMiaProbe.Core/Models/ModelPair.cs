using System.Security.Cryptography;
using System.Text;

namespace LlmMiaProbe.Models;

/// <summary>Target and reference at work together on the same tokens.</summary>
public static class ModelPair
{
    /// <summary>Both as one model: its fingerprint is that of the two in this order, its sizes are their sums.</summary>
    /// <exception cref="ConfigurationException">The two split text differently.</exception>
    public static ModelDescription Describe(ModelDescription target, ModelDescription reference)
    {
        RequireSameTokenizer(target, reference);
        return target with
        {
            Fingerprint = new ModelFingerprint(
                Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{target.Fingerprint}\n{reference.Fingerprint}")))),
            Base = null,
            Adapters = [],
            Name = $"{target.Name} and {reference.Name}",
            Quantization = target.Quantization == reference.Quantization ? target.Quantization : $"{target.Quantization} and {reference.Quantization}",
            ContextLength = Math.Min(target.ContextLength, reference.ContextLength),
            ParameterCount = target.ParameterCount + reference.ParameterCount,
            FileSize = target.FileSize + reference.FileSize,
        };
    }

    /// <exception cref="ConfigurationException">The two split text differently.</exception>
    public static void RequireSameTokenizer(ModelDescription target, ModelDescription reference)
    {
        if (target.Tokenizer != reference.Tokenizer)
        {
            throw new ConfigurationException(
                $"--attacks: info-rmia and neighbourhood-reference put both models on the same tokens, but {reference.Name} ({reference.Tokenizer}) splits "
                + $"text differently from {target.Name} ({target.Tokenizer}): name a reference with the same tokenizer, "
                + "or leave these attacks out (reference-difference and reference-ratio compare whole texts).");
        }
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Frequencies;

/// <summary>How often each token of a vocabulary occurs in some corpus.</summary>
public sealed class TokenFrequencies
{
    private readonly long[] _counts;

    /// <param name="tokenizer">See <see cref="ModelDescription.Tokenizer"/>.</param>
    /// <param name="documents">Documents counted.</param>
    /// <param name="counts">Occurrences by token id, one for every token of the vocabulary.</param>
    /// <exception cref="ArgumentException">The vocabulary is empty, or a count is negative.</exception>
    public TokenFrequencies(string tokenizer, long documents, IReadOnlyList<long> counts)
    {
        if (counts.Count == 0 || documents < 0 || counts.Any(count => count < 0))
        {
            throw new ArgumentException("A frequency table has one count of at least 0 for every token.", nameof(counts));
        }

        (Tokenizer, Documents, _counts, Total) = (tokenizer, documents, [.. counts], counts.Sum());
        Fingerprint = Hash();
    }

    public string Tokenizer { get; }

    public long Documents { get; }

    /// <summary>Tokens counted.</summary>
    public long Total { get; }

    public int VocabularySize => _counts.Length;

    public IReadOnlyList<long> Counts => _counts;

    /// <summary>SHA-256 of tokenizer, documents and counts: the same however the table is written down.</summary>
    public ModelFingerprint Fingerprint { get; }

    /// <summary>log q of a token, nats, with Laplace smoothing: q = (count + 1) / (total + vocabulary size). Σ q = 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No token of this vocabulary.</exception>
    public double LogProb(int token)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, VocabularySize);
        return Math.Log((_counts[token] + 1.0) / ((double)Total + VocabularySize));
    }

    /// <param name="model">The model whose tokens the table is to be used for.</param>
    /// <param name="name">The table's file name, for the message.</param>
    /// <exception cref="ConfigurationException">The table was made with another tokenizer.</exception>
    public void RequireTokenizerOf(ModelDescription model, string name)
    {
        if (Tokenizer != model.Tokenizer || VocabularySize != model.VocabularySize)
        {
            throw new ConfigurationException(
                $"--frequencies: {name} counts tokens of another tokenizer ({Tokenizer}, {VocabularySize} tokens) than {model.Name} has ({model.Tokenizer}, "
                + $"{model.VocabularySize} tokens): make a table with 'mia-probe frequencies build --model' and that model.");
        }
    }

    private ModelFingerprint Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"frequencies/1\n{Tokenizer}\n{Documents}\n{VocabularySize}\n"));
        hash.AppendData(MemoryMarshal.AsBytes<long>(_counts));
        return new ModelFingerprint(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

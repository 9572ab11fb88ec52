using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Frequencies;

/// <summary>How often each word occurs in some corpus, whatever the tokenizer.</summary>
public sealed class WordFrequencies
{
    private readonly SortedDictionary<string, long> _counts;

    /// <param name="documents">Documents counted.</param>
    /// <param name="counts">Occurrences by word in lower case (see <see cref="SentenceWords.Spell"/>).</param>
    /// <exception cref="ArgumentException">There is no word, or a count is not positive.</exception>
    public WordFrequencies(long documents, IReadOnlyDictionary<string, long> counts)
    {
        if (counts.Count == 0 || documents < 0 || counts.Values.Any(count => count <= 0))
        {
            throw new ArgumentException("A word frequency table has at least one word, and a count of at least 1 for each.", nameof(counts));
        }

        Documents = documents;
        _counts = new SortedDictionary<string, long>(counts.ToDictionary(), StringComparer.Ordinal);
        Total = counts.Values.Sum();
        Fingerprint = Hash();
    }

    public long Documents { get; }

    /// <summary>Occurrences of all words.</summary>
    public long Total { get; }

    /// <summary>Occurrences by word, in ordinal order.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>SHA-256 of documents, words and counts: the same however the table is written down.</summary>
    public ModelFingerprint Fingerprint { get; }

    /// <summary>
    /// log q of a word, nats, with Laplace smoothing: q = (count + 1) / (total + distinct words + 1); the last 1 stands for all words that
    /// do not occur.
    /// </summary>
    public double LogProb(string word) => Math.Log((_counts.GetValueOrDefault(word) + 1.0) / ((double)Total + _counts.Count + 1));

    private ModelFingerprint Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"word frequencies/1\n{Documents}\n"));
        foreach (var (word, count) in _counts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{word}\n{count}\n"));
        }

        return new ModelFingerprint(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

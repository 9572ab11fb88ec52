using System.Text;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Frequencies;

/// <summary>Counts the words of documents, every occurrence of each (not the documents that contain it).</summary>
public sealed class WordCounter
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long Documents { get; private set; }

    /// <summary>Whether there is a word yet; without one there is no table.</summary>
    public bool HasWords => _counts.Count > 0;

    public void Add(Document document)
    {
        var utf8 = Encoding.UTF8.GetBytes(document.Text);
        foreach (var word in SentenceWords.Of(utf8))
        {
            var spelled = SentenceWords.Spell(utf8, word);
            _counts[spelled] = _counts.GetValueOrDefault(spelled) + 1;
        }

        Documents++;
    }

    public WordFrequencies Build() => new(Documents, _counts);
}

using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Frequencies;

/// <summary>Counts the tokens of documents, every occurrence of each (not the documents that contain it).</summary>
public sealed class TokenCounter(ITokenScorer tokenizer)
{
    private readonly long[] _counts = new long[tokenizer.Model.VocabularySize];

    public long Documents { get; private set; }

    /// <summary>Documents that the tokenizer rejects; they are not counted.</summary>
    public long Rejected { get; private set; }

    public void Add(Document document)
    {
        try
        {
            foreach (var token in tokenizer.Prepare(document.Text).Tokens)
            {
                _counts[token]++;
            }

            Documents++;
        }
        catch (ModelException)
        {
            Rejected++;
        }
    }

    public TokenFrequencies Build() => new(tokenizer.Model.Tokenizer, Documents, _counts);
}

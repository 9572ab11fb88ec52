using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Frequencies;

/// <summary>
/// A table of how often each word occurs. Every token of a text gets the frequency of the word that it spells a part of:
/// words are found in what the target's tokens spell together.
/// </summary>
/// <remarks>
/// Columns of a token: <see cref="TokenScores.LogProb"/> is log q of its word (nats), <see cref="TokenScores.Rank"/> the
/// word's 1-based number in the text, <see cref="TokenScores.Top1"/> the number of the sentence. A token that spells no
/// part of a word has rank 0. The other columns are zero.
/// </remarks>
public sealed class WordFrequencyScorer : TableScorer
{
    private readonly WordFrequencies _table;
    private readonly IFileScorer _tokenizer;

    /// <param name="name">File name, for people.</param>
    /// <param name="table">The table.</param>
    /// <param name="tokenizer">The target, of which only the tokenizer is used; disposed with this.</param>
    public WordFrequencyScorer(string name, WordFrequencies table, IFileScorer tokenizer)
        : base(tokenizer)
    {
        (_table, _tokenizer) = (table, tokenizer);
        Model = new ModelDescription
        {
            Fingerprint = table.Fingerprint,
            Name = name,
            Architecture = "words",
            Quantization = "counts",
            Tokenizer = tokenizer.Model.Tokenizer,
            VocabularySize = tokenizer.Model.VocabularySize,
            ContextLength = tokenizer.Model.ContextLength,
            ParameterCount = table.Counts.Count,
            FileSize = (long)table.Counts.Count * sizeof(long),
            AddsBos = false,
        };
    }

    public override ModelDescription Model { get; }

    public override string Policy => $"words in lower case; (count + 1) / (total + words + 1); tokens of {Model.Tokenizer}";

    private protected override int[] Tokenize(string text) => _tokenizer.Tokenize(text);

    private protected override TokenScores Score(int[] tokens)
    {
        byte[][] pieces = [.. tokens.Select(token => _tokenizer.BytesOf(token).ToArray())];
        byte[] spelled = [.. pieces.SelectMany(piece => piece)];
        var words = SentenceWords.Of(spelled);
        var (logProb, word, sentence) = (new float[tokens.Length], new int[tokens.Length], new int[tokens.Length]);
        var (start, next) = (0, 0);
        for (var t = 0; t < tokens.Length; t++)
        {
            var end = start + pieces[t].Length;
            while (next < words.Count && words[next].End <= start)
            {
                next++;
            }

            if (next < words.Count && words[next].Start < end)
            {
                logProb[t] = (float)_table.LogProb(SentenceWords.Spell(spelled, words[next]));
                (word[t], sentence[t]) = (next + 1, words[next].Sentence);
            }

            start = end;
        }

        var zeros = new float[tokens.Length];
        return new TokenScores(tokens, logProb, word, sentence, zeros, zeros, zeros, null);
    }
}

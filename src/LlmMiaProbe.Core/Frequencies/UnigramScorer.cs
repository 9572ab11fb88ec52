using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Frequencies;

/// <summary>A table of how often each token occurs.</summary>
public sealed class UnigramScorer : TableScorer
{
    private readonly TokenFrequencies _table;
    private readonly IFileScorer _tokenizer;

    /// <param name="name">File name, for people.</param>
    /// <param name="table">The table.</param>
    /// <param name="tokenizer">The target, of which only the tokenizer is used; disposed with this.</param>
    /// <exception cref="ConfigurationException">The table was made with another tokenizer.</exception>
    public UnigramScorer(string name, TokenFrequencies table, IFileScorer tokenizer)
        : base(tokenizer)
    {
        table.RequireTokenizerOf(tokenizer.Model, name);
        (_table, _tokenizer) = (table, tokenizer);
        Model = new ModelDescription
        {
            Fingerprint = table.Fingerprint,
            Name = name,
            Architecture = "unigram",
            Quantization = "counts",
            Tokenizer = table.Tokenizer,
            VocabularySize = table.VocabularySize,
            ContextLength = tokenizer.Model.ContextLength,
            ParameterCount = table.VocabularySize,
            FileSize = (long)table.VocabularySize * sizeof(long),
            AddsBos = false,
        };
    }

    public override ModelDescription Model { get; }

    public override string Policy => "unigram; (count + 1) / (total + vocabulary)";

    private protected override int[] Tokenize(string text) => _tokenizer.Prepare(text).Tokens;

    // What it says of a position does not depend on the position, so the columns about the prediction are left at zero.
    private protected override TokenScores Score(int[] tokens)
    {
        var zeros = new float[tokens.Length];
        return new TokenScores(
            tokens,
            Array.ConvertAll(tokens, token => (float)_table.LogProb(token)),
            new int[tokens.Length],
            new int[tokens.Length],
            zeros,
            zeros,
            zeros,
            null);
    }
}

using System.Runtime.CompilerServices;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Frequencies;

/// <summary>
/// A frequency table as a model that looks at no context, so that its numbers are evidence like any other: planned,
/// stored with their identity, and there again for a rescore without the table. Every token is scored, also the first.
/// </summary>
public sealed class UnigramScorer : ITokenScorer
{
    private readonly TokenFrequencies _table;
    private readonly ITokenScorer _tokenizer;

    /// <param name="name">File name, for people.</param>
    /// <param name="table">The table.</param>
    /// <param name="tokenizer">The target, of which only the tokenizer is used; disposed with this.</param>
    /// <exception cref="ConfigurationException">The table was made with another tokenizer.</exception>
    public UnigramScorer(string name, TokenFrequencies table, ITokenScorer tokenizer)
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

    public ModelDescription Model { get; }

    public AccessLevel Access => AccessLevel.PromptLogProbs;

    public string Policy => "unigram; (count + 1) / (total + vocabulary)";

    public int PreferredBatch => 256;

    public int ContextTokens => _tokenizer.ContextTokens;

    public long WorkingMemory => 0;

    public PreparedText Prepare(string text)
    {
        var tokens = _tokenizer.Prepare(text).Tokens;
        return new PreparedText(EvidenceKey.Of(Model.Fingerprint, Policy, null, tokens), tokens, InputTokens: 0, Windows: 0);
    }

    /// <summary>No prefix changes what a unigram model says of a text.</summary>
    public PreparedText PrepareAfter(string prefix, string text) => Prepare(text);

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IReadOnlyList<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ScoredText(text, Score(text.Tokens), null);
        }

        await Task.CompletedTask;
    }

    public void Dispose() => _tokenizer.Dispose();

    // What it says of a position does not depend on the position, so the columns about the prediction are left at zero.
    private TokenScores Score(int[] tokens)
    {
        var zeros = new float[tokens.Length];
        return new TokenScores(tokens, Array.ConvertAll(tokens, token => (float)_table.LogProb(token)), new int[tokens.Length], new int[tokens.Length], zeros, zeros, zeros, null);
    }
}

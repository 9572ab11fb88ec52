using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Frequencies;

/// <summary>
/// A frequency table as a model that looks at no context, so that its numbers are evidence like any other: planned,
/// stored with their identity, and there again for a rescore without the table. Every token is scored, also the first.
/// </summary>
public abstract class TableScorer : ITokenScorer
{
    private readonly IScorer _tokenizer;

    /// <param name="tokenizer">The target, of which only the tokenizer is used; disposed with this.</param>
    private protected TableScorer(IScorer tokenizer) => _tokenizer = tokenizer;

    public abstract ModelDescription Model { get; }

    public AccessLevel Access => AccessLevel.PromptLogProbs;

    public abstract string Policy { get; }

    public int PreferredBatch => 256;

    public int ContextTokens => _tokenizer.ContextTokens;

    public long WorkingMemory => 0;

    public PreparedText Prepare(string text)
    {
        var tokens = Tokenize(text);
        return new PreparedText(EvidenceKey.Of(Model.Fingerprint, Policy, null, tokens), tokens, InputTokens: 0, Windows: 0);
    }

    /// <summary>No prefix changes what a table says of a text.</summary>
    public PreparedText PrepareAfter(string prefix, string text) => Prepare(text);

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ScoredText(text, Score(text.Tokens), null);
        }
    }

    public void Dispose()
    {
        _tokenizer.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract int[] Tokenize(string text);

    private protected abstract TokenScores Score(int[] tokens);
}

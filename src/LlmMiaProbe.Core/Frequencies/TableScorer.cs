using System.Runtime.CompilerServices;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Frequencies;

/// <summary>
/// A frequency table as a model that looks at no context, so that its numbers are evidence like any other: planned,
/// stored with their identity, and there again for a rescore without the table. Every token is scored, also the first.
/// </summary>
public abstract class TableScorer : ITokenScorer
{
    private readonly IFileScorer _tokenizer;

    /// <param name="tokenizer">The target, of which only the tokenizer is used; disposed with this.</param>
    private protected TableScorer(IFileScorer tokenizer) => _tokenizer = tokenizer;

    public abstract ModelDescription Model { get; }

    public AccessLevel Access => AccessLevel.PromptLogProbs;

    public abstract string Policy { get; }

    public int PreferredBatch => 256;

    public int ContextTokens => _tokenizer.ContextTokens;

    public long WorkingMemory => 0;

    public PreparedText Prepare(string text) => Prepare(Tokenize(text));

    /// <summary>No prefix changes what a table says of a text.</summary>
    public PreparedText PrepareAfter(string prefix, string text) => Prepare(text);

    /// <summary>A table looks at no context, so it is shown what is scored and nothing else.</summary>
    public PreparedText Prepare(RenderedText text) => Prepare(_tokenizer.Tokenize(text).Scored);

    /// <summary>As of a text.</summary>
    public PreparedText PrepareAfter(RenderedText prefix, RenderedText text) => Prepare(text);

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

    private PreparedText Prepare(int[] tokens) => new(EvidenceKey.Of(Model.Fingerprint, Policy, null, tokens), tokens, InputTokens: 0, Windows: 0);

    private protected abstract TokenScores Score(int[] tokens);
}

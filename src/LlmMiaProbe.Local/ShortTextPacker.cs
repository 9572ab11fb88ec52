using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>
/// Scores very short texts, several a decode, each in a sequence of its own. Texts of equal length go together, because the
/// native library cuts unequal ones into many small computations.
/// </summary>
internal sealed class ShortTextPacker : IDisposable
{
    /// <summary>Texts with more inputs gain nothing from sharing a decode on a CPU.</summary>
    public const int LongestInput = 16;

    private const int Sequences = 16;

    private readonly ILlamaContext _context;
    private readonly int? _bos;
    private readonly Func<bool> _canPack;

    public ShortTextPacker(ILlamaModel model, ContextShape shape, int? bos, Func<bool> canPack)
    {
        var batch = LongestInput * Sequences;
        _context = model.CreateContext(shape with { SequenceTokens = LongestInput, Sequences = Sequences, BatchTokens = batch, MicroBatchTokens = batch });
        _bos = bos;
        _canPack = canPack;
    }

    /// <returns>The outcome of each short text, null for the others.</returns>
    public ScoredText?[] Score(IReadOnlyList<PreparedText> texts, CancellationToken cancellationToken)
    {
        var results = new ScoredText?[texts.Count];
        var shortTexts = Enumerable.Range(0, texts.Count)
            .Where(i => texts[i].InputTokens is > 0 and <= LongestInput && texts[i].Prefix.Length == 0)
            .GroupBy(i => texts[i].InputTokens);
        foreach (var sameLength in shortTexts)
        {
            foreach (var pack in sameLength.Chunk(_canPack() ? Sequences : 1))
            {
                cancellationToken.ThrowIfCancellationRequested();
                ScorePack(pack, texts, results);
            }
        }

        return results;
    }

    public void Dispose() => _context.Dispose();

    private void ScorePack(int[] pack, IReadOnlyList<PreparedText> texts, ScoredText?[] results)
    {
        try
        {
            _context.Clear();
            for (var sequence = 0; sequence < pack.Length; sequence++)
            {
                Add(texts[pack[sequence]].Tokens, sequence);
            }

            if (_context.Count == 1)
            {
                // A lone token goes through other kernels, whose last bits differ: give it company that nobody reads.
                _context.Add(_bos ?? texts[pack[0]].Tokens[0], position: 0, sequence: 1, output: true);
            }

            var rows = _context.Decode();
            var row = 0;
            foreach (var index in pack)
            {
                results[index] = Reduce(texts[index], rows, ref row);
            }
        }
        catch (ModelException e)
        {
            foreach (var index in pack)
            {
                results[index] = new ScoredText(texts[index], null, e.Message);
            }
        }
    }

    private void Add(int[] tokens, int sequence)
    {
        var position = 0;
        if (_bos is { } bos)
        {
            _context.Add(bos, position++, sequence, output: true);
        }

        foreach (var token in tokens.AsSpan(..^1))
        {
            _context.Add(token, position++, sequence, output: true);
        }
    }

    private ScoredText Reduce(PreparedText text, LogitRows rows, ref int row)
    {
        var builder = TokenScoresBuilder.For(text.Tokens, _bos is not null, text.TopK, text.IsScored);
        string? failure = null;
        for (var i = 0; i < builder.Count; i++, row++)
        {
            try
            {
                builder.Reduce(i, rows[row]);
            }
            catch (ArithmeticException e)
            {
                failure = e.Message;
            }
        }

        return new ScoredText(text, failure is null ? builder.Build() : null, failure) { Hidden = failure is null ? builder.Hidden : [] };
    }
}

using System.Collections;

namespace LlmMiaProbe.Probing;

/// <summary>What became of each document of a run so far: a byte and three bits a document.</summary>
/// <param name="tokensBefore">Decoded by earlier sessions of the run, which it cost as well.</param>
internal sealed class Tally(long tokensBefore = 0)
{
    private byte[] _passesAnswered = [];
    private BitArray _decoded = new(0);
    private BitArray _failed = new(0);
    private BitArray _lacking = new(0);
    private int _passes;
    private long _tokens = tokensBefore;

    /// <param name="documents">Documents of the run.</param>
    /// <param name="passes">Models that each of them is scored with.</param>
    public void Begin(long documents, int passes)
    {
        var count = checked((int)documents);
        _passesAnswered = new byte[count];
        _decoded = new BitArray(count);
        _failed = new BitArray(count);
        _lacking = new BitArray(count);
        _passes = passes;
    }

    public bool HasFailed(long ordinal) => _failed[(int)ordinal];

    public void Failed(long ordinal) => _failed[(int)ordinal] = true;

    /// <summary>A model other than the target has no answer about the document, which counts as failed and is asked about further.</summary>
    public void Lacks(long ordinal) => _lacking[(int)ordinal] = true;

    /// <summary>All that one model is asked about the document is stored.</summary>
    public void Answered(long ordinal) => _passesAnswered[(int)ordinal]++;

    public void Decoded(long ordinal, long tokens)
    {
        _decoded[(int)ordinal] = true;
        _tokens += tokens;
    }

    public RunCounts Counts
    {
        get
        {
            long scored = 0, failed = 0, cached = 0;
            for (var i = 0; i < _failed.Length; i++)
            {
                var hasFailed = _failed[i] || _lacking[i];
                var isScored = !hasFailed && _passesAnswered[i] == _passes;
                failed += hasFailed ? 1 : 0;
                scored += isScored ? 1 : 0;
                cached += isScored && !_decoded[i] ? 1 : 0;
            }

            return new RunCounts(_failed.Length, scored, failed, cached, _tokens);
        }
    }
}

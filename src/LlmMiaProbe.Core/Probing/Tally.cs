using System.Collections;

namespace LlmMiaProbe.Probing;

/// <summary>What became of each document of a run: two bits a document.</summary>
internal sealed class Tally
{
    private BitArray _decoded = new(0);
    private BitArray _failed = new(0);
    private long _tokens;

    public void Begin(long documents)
    {
        _decoded = new BitArray(checked((int)documents));
        _failed = new BitArray(checked((int)documents));
    }

    public bool HasFailed(long ordinal) => _failed[(int)ordinal];

    public void Failed(long ordinal) => _failed[(int)ordinal] = true;

    public void Decoded(long ordinal, long tokens)
    {
        _decoded[(int)ordinal] = true;
        _tokens += tokens;
    }

    public RunCounts Counts
    {
        get
        {
            long failed = 0, cached = 0;
            for (var i = 0; i < _failed.Length; i++)
            {
                failed += _failed[i] ? 1 : 0;
                cached += _failed[i] || _decoded[i] ? 0 : 1;
            }

            return new RunCounts(_failed.Length, _failed.Length - failed, failed, cached, _tokens);
        }
    }
}

using System.Numerics;

namespace LlmMiaProbe.Similarity;

/// <summary>
/// Recognises every substring of a sequence; built in time and memory linear in its length (Blumer et al. 1985), about
/// 100 bytes a symbol.
/// </summary>
internal sealed class SuffixAutomaton
{
    private const int None = -1;

    private readonly int[] _length;
    private readonly int[] _link;
    private readonly int[] _firstEnd;
    private readonly int[] _firstEdge;
    private readonly int[] _edgeState;
    private readonly int[] _edgeSymbol;
    private readonly int[] _edgeTarget;
    private readonly int[] _nextEdge;
    private readonly int[] _slots;
    private readonly int _shift;
    private int _states = 1;
    private int _edges;

    public SuffixAutomaton(ReadOnlySpan<int> text)
    {
        var (states, edges) = (Math.Max(2, 2 * text.Length), Math.Max(4, 3 * text.Length));
        (_length, _link, _firstEnd, _firstEdge) = (new int[states], new int[states], new int[states], new int[states]);
        (_edgeState, _edgeSymbol, _edgeTarget, _nextEdge) = (new int[edges], new int[edges], new int[edges], new int[edges]);
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)(2 * edges))];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        (_link[0], _firstEdge[0]) = (None, None);
        var last = 0;
        for (var i = 0; i < text.Length; i++)
        {
            last = Extend(last, text[i], i);
        }
    }

    /// <summary>
    /// For each place of a text the length of the longest substring of the sequence that ends there, and where it first ends in the
    /// sequence.
    /// </summary>
    public IEnumerable<(int Length, int FirstEnd)> Match(IEnumerable<int> text)
    {
        var (state, length) = (0, 0);
        foreach (var symbol in text)
        {
            var next = Target(state, symbol);
            while (next == None && state != 0)
            {
                state = _link[state];
                length = _length[state];
                next = Target(state, symbol);
            }

            (state, length) = next == None ? (0, 0) : (next, length + 1);
            yield return (length, _firstEnd[state]);
        }
    }

    private int Extend(int last, int symbol, int position)
    {
        var current = AddState(_length[last] + 1, position);
        var state = last;
        for (; state != None && Find(state, symbol) == None; state = _link[state])
        {
            AddEdge(state, symbol, current);
        }

        _link[current] = state == None ? 0 : SuffixState(state, symbol);
        return current;
    }

    private int SuffixState(int state, int symbol)
    {
        var target = Target(state, symbol);
        if (_length[target] == _length[state] + 1)
        {
            return target;
        }

        var clone = AddState(_length[state] + 1, _firstEnd[target]);
        for (var edge = _firstEdge[target]; edge != None; edge = _nextEdge[edge])
        {
            AddEdge(clone, _edgeSymbol[edge], _edgeTarget[edge]);
        }

        _link[clone] = _link[target];
        _link[target] = clone;
        for (; state != None && Find(state, symbol) is var edge and not None && _edgeTarget[edge] == target; state = _link[state])
        {
            _edgeTarget[edge] = clone;
        }

        return clone;
    }

    private int AddState(int length, int firstEnd)
    {
        (_length[_states], _firstEnd[_states], _firstEdge[_states]) = (length, firstEnd, None);
        return _states++;
    }

    private void AddEdge(int state, int symbol, int target)
    {
        (_edgeState[_edges], _edgeSymbol[_edges], _edgeTarget[_edges], _nextEdge[_edges]) = (state, symbol, target, _firstEdge[state]);
        _firstEdge[state] = _edges;
        var slot = Slot(state, symbol);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = ++_edges;
    }

    private int Target(int state, int symbol) => Find(state, symbol) is var edge && edge == None ? None : _edgeTarget[edge];

    private int Find(int state, int symbol)
    {
        for (var slot = Slot(state, symbol); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var edge = _slots[slot] - 1;
            if (_edgeState[edge] == state && _edgeSymbol[edge] == symbol)
            {
                return edge;
            }
        }

        return None;
    }

    private int Slot(int state, int symbol) => (int)(((((ulong)(uint)state << 32) | (uint)symbol) * 0x9E37_79B9_7F4A_7C15) >> _shift);
}

using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Probing;

/// <summary>What of a planned run's corpus is no document: counts, and the first of them.</summary>
internal sealed class CountedDefects
{
    private const int Kept = 100;

    private readonly List<CorpusDefect> _first = [];

    public long Unreadable { get; private set; }

    public long LeftOut { get; private set; }

    public IReadOnlyList<CorpusDefect> First => _first;

    public void Add(CorpusDefect? defect)
    {
        if (defect is null)
        {
            return;
        }

        (Unreadable, LeftOut) = defect.IsLeftOut ? (Unreadable, LeftOut + 1) : (Unreadable + 1, LeftOut);
        if (_first.Count < Kept)
        {
            _first.Add(defect);
        }
    }
}

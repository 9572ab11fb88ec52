namespace LlmMiaProbe.Statistics;

/// <summary>Connected components of things with numbers from 0, by ties between two.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _firsts = [.. Enumerable.Range(0, count)];

    /// <summary>The lowest number that is tied to this one, over any number of others.</summary>
    public int RootOf(int number)
    {
        while (_firsts[number] != number)
        {
            number = _firsts[number] = _firsts[_firsts[number]];
        }

        return number;
    }

    public bool AreTied(int left, int right) => RootOf(left) == RootOf(right);

    public void Tie(int left, int right)
    {
        var (a, b) = (RootOf(left), RootOf(right));
        _firsts[Math.Max(a, b)] = Math.Min(a, b);
    }

    /// <summary>Ties all things that have the same name; those without one stay as they are.</summary>
    public void Tie(IEnumerable<string?> names)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, number) in names.Select((name, number) => (name, number)))
        {
            if (name is not null && !first.TryAdd(name, number))
            {
                Tie(first[name], number);
            }
        }
    }

    /// <summary>Sets of two or more, each rising, in order of their first.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Sets() =>
        [.. Enumerable.Range(0, _firsts.Length).GroupBy(RootOf).Where(set => set.Count() > 1).Select(set => (IReadOnlyList<int>)[.. set])];
}

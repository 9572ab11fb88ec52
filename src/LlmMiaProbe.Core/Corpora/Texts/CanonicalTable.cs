using System.Collections;
using System.Globalization;

namespace LlmMiaProbe.Corpora;

/// <summary>The canonical part of the Unicode Character Database, without Hangul syllables, which follow a rule.</summary>
internal sealed class CanonicalTable
{
    private const int PointCount = 0x110000;

    private readonly Dictionary<int, byte> classes = [];
    private readonly BitArray joining = new(PointCount);

    /// <summary>One step of decomposition; the second part is 0 for those that map to a single code point.</summary>
    public Dictionary<int, (int First, int Second)> Decompositions { get; } = [];

    public Dictionary<(int First, int Second), int> Compositions { get; } = [];

    public static CanonicalTable Load()
    {
        const string name = "CanonicalComposition.txt";
        using var stream = typeof(CanonicalTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");
        using var reader = new StreamReader(stream);
        var table = new CanonicalTable();
        while (reader.ReadLine() is { } line)
        {
            table.Add(line);
        }

        return table;
    }

    public int CombiningClass(int point) => classes.GetValueOrDefault(point);

    /// <summary>Whether the code point may change, move or join the one before it in form C.</summary>
    public bool IsJoining(int point) => joining[point];

    private void Add(string line)
    {
        if (line.StartsWith('#'))
        {
            return;
        }

        var parts = line.Split('=', '-', ' ');
        if (line.Contains('='))
        {
            var excluded = line.EndsWith('!');
            var point = Point(parts[0]);
            var pair = (Point(parts[1].TrimEnd('!')), parts.Length > 2 ? Point(parts[2].TrimEnd('!')) : 0);
            Decompositions.Add(point, pair);
            AddComposition(point, pair, excluded);
        }
        else
        {
            var combining = byte.Parse(parts[2], CultureInfo.InvariantCulture);
            for (var point = Point(parts[0]); point <= Point(parts[1]); point++)
            {
                classes.Add(point, combining);
                joining[point] = true;
            }
        }
    }

    private void AddComposition(int point, (int First, int Second) pair, bool excluded)
    {
        if (excluded)
        {
            joining[point] = true;
        }
        else
        {
            Compositions.Add(pair, point);
            joining[pair.Second] = true;
        }
    }

    private static int Point(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Statistics;

/// <summary>Counts documents while a corpus is read; keeps a few numbers for each stratum.</summary>
/// <param name="mondrian">How strata are made.</param>
/// <param name="falseDiscoveryRate">Above 0 and below 1.</param>
public sealed class TestDesignBuilder(Mondrian mondrian, double falseDiscoveryRate)
{
    private readonly SortedDictionary<(int Order, string Name), Counts> _strata = new(Comparer<(int Order, string Name)>.Create(
        (left, right) => left.Order != right.Order ? left.Order.CompareTo(right.Order) : string.CompareOrdinal(left.Name, right.Name)));

    private readonly double _falseDiscoveryRate = falseDiscoveryRate is > 0 and < 1
        ? falseDiscoveryRate
        : throw new ArgumentOutOfRangeException(nameof(falseDiscoveryRate), falseDiscoveryRate, "A false discovery rate lies between 0 and 1.");

    public void Add(in DesignDocument document)
    {
        var stratum = TestDesign.Stratum(mondrian, document);
        if (!_strata.TryGetValue(stratum, out var counts))
        {
            _strata.Add(stratum, counts = new Counts());
        }

        counts.Add(document);
    }

    public TestDesign Build()
    {
        var all = new Counts();
        foreach (var counts in _strata.Values)
        {
            all.Add(counts);
        }

        Membership? tested = all.Unknown > 0 ? Membership.Unknown : all.Member > 0 ? Membership.Member : null;
        var strata = _strata.Select(entry => new TestStratum(
            entry.Key.Name,
            tested switch { Membership.Unknown => entry.Value.Unknown, Membership.Member => entry.Value.Member, _ => 0 },
            all.Calibration > 0 ? entry.Value.Calibration : entry.Value.NonMember));
        return new TestDesign
        {
            Tested = tested,
            HasOwnCalibration = all.Calibration > 0,
            Mondrian = mondrian,
            FalseDiscoveryRate = _falseDiscoveryRate,
            Strata = [.. strata.Where(stratum => stratum.Tested + stratum.Calibration > 0)],
        };
    }

    private sealed class Counts
    {
        public int Member { get; private set; }

        public int NonMember { get; private set; }

        public int Unknown { get; private set; }

        public int Calibration { get; private set; }

        public void Add(in DesignDocument document)
        {
            Calibration += document.Calibrates ? 1 : 0;
            Member += document is { Calibrates: false, Label: Membership.Member } ? 1 : 0;
            NonMember += document is { Calibrates: false, Label: Membership.NonMember } ? 1 : 0;
            Unknown += document is { Calibrates: false, Label: Membership.Unknown } ? 1 : 0;
        }

        public void Add(Counts other)
        {
            Member += other.Member;
            NonMember += other.NonMember;
            Unknown += other.Unknown;
            Calibration += other.Calibration;
        }
    }
}

/// <summary>What a <see cref="TestDesign"/> needs to know of a document; nothing of it depends on a score.</summary>
/// <param name="Label">Known membership.</param>
/// <param name="Calibrates">Whether it comes from a corpus that serves only as calibration.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="ByteLength">Bytes of UTF-8.</param>
/// <param name="Copies">Near-duplicates have the same; null if there are none.</param>
public readonly record struct DesignDocument(Membership Label, bool Calibrates, string? Group, int ByteLength, string? Copies = null);

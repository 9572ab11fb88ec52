using System.Globalization;
using System.Numerics;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Which documents of a run are tested and which calibrate, fixed before anything is scored. Tested are the documents
/// of unknown membership if there are any, else the members (an audit of one's own split). The documents of a corpus
/// given for it calibrate; without one, the labelled non-members do.
/// </summary>
public sealed record TestDesign
{
    /// <summary>The label of the tested documents; null if there is nothing to test.</summary>
    public required Membership? Tested { get; init; }

    /// <summary>Whether a corpus that serves only as calibration takes the place of the labelled non-members.</summary>
    public required bool HasOwnCalibration { get; init; }

    public required Mondrian Mondrian { get; init; }

    /// <summary>Above 0 and below 1.</summary>
    public required double FalseDiscoveryRate { get; init; }

    /// <summary>Strata with a tested or a calibration document, shortest or first name first.</summary>
    public required IReadOnlyList<TestStratum> Strata { get; init; }

    /// <summary>Whether declared groups of calibration documents count as one.</summary>
    public bool HasDeclaredUnits { get; init; }

    public int TestedCount => Strata.Sum(stratum => stratum.Tested);

    public int CalibrationCount => Strata.Sum(stratum => stratum.Calibration);

    public bool IsTested(in DesignDocument document) => !document.Calibrates && document.Label == Tested;

    public bool IsCalibration(in DesignDocument document) =>
        HasOwnCalibration ? document.Calibrates : document.Label == Membership.NonMember;

    /// <summary>The same with what depends on each other counted once; see <see cref="TestUnits"/>.</summary>
    /// <param name="documents">All documents that the design was built from, with their near-duplicates.</param>
    public TestDesign WithUnits(IReadOnlyList<DesignDocument> documents)
    {
        var units = new TestUnits(this, documents);
        var tested = new HashSet<(string, string)>();
        var calibration = new HashSet<(string, int)>();
        for (var i = 0; i < documents.Count; i++)
        {
            if (IsTested(documents[i]))
            {
                tested.Add((StratumOf(documents[i]), documents[i].Copies ?? $"{i}"));
            }
            else if (IsCalibration(documents[i]))
            {
                calibration.Add((StratumOf(documents[i]), units.Of(i)));
            }
        }

        return this with
        {
            HasDeclaredUnits = units.HasGroups,
            Strata =
            [
                .. Strata.Select(stratum => stratum with
                {
                    TestedUnits = tested.Count(entry => entry.Item1 == stratum.Name),
                    CalibrationUnits = calibration.Count(entry => entry.Item1 == stratum.Name),
                }),
            ],
        };
    }

    /// <summary>The name of the stratum that a document belongs to.</summary>
    public string StratumOf(in DesignDocument document) => Stratum(Mondrian, document).Name;

    /// <summary>Its place in order and its name.</summary>
    internal static (int Order, string Name) Stratum(Mondrian mondrian, in DesignDocument document) => mondrian switch
    {
        Mondrian.Length => LengthStratum(document.ByteLength),
        Mondrian.Group => (0, document.Group ?? "(no group)"),
        _ => (0, "all"),
    };

    private static (int Order, string Name) LengthStratum(int bytes)
    {
        var order = BitOperations.Log2((uint)Math.Max(1, bytes));
        var least = order == 0 ? 0 : 1L << order;
        return (order, string.Create(CultureInfo.InvariantCulture, $"{least:N0}–{(1L << (order + 1)) - 1:N0} bytes"));
    }
}

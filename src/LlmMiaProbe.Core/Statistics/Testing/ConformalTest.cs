namespace LlmMiaProbe.Statistics;

/// <summary>
/// Conformal p-values against the calibration non-members of each stratum, and Benjamini-Hochberg across all tested documents
/// (Bates et al. 2023, arXiv 2104.08279). Calibration documents that depend on each other count as one unit
/// (<see cref="TestUnits"/>, <see cref="UnitCalibration"/>); a unit that has a near-duplicate of the tested document is left out
/// for it. Of tested near-duplicates the first is tested for all, and they count as one in the procedure.
/// </summary>
internal sealed class ConformalTest
{
    private readonly TestDesign _design;
    private readonly Dictionary<string, (UnitCalibration Calibration, List<TestedUnit> Tested)> _strata;
    private readonly bool _hasGroups;
    private readonly int _withoutScore;

    /// <param name="design">Who is tested and who calibrates.</param>
    /// <param name="documents">All documents of the run.</param>
    /// <param name="scores">One attack's score of each, null if there is none; finite, higher means more likely a member.</param>
    public ConformalTest(TestDesign design, IReadOnlyList<DesignDocument> documents, IReadOnlyList<double?> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Count, documents.Count);
        _design = design;
        var units = new TestUnits(design, documents);
        _hasGroups = units.HasGroups;
        var calibration = design.Strata.ToDictionary(stratum => stratum.Name, _ => new List<(double, int)>(), StringComparer.Ordinal);
        var tested = design.Strata.ToDictionary(stratum => stratum.Name, _ => new List<int>(), StringComparer.Ordinal);
        for (var i = 0; i < documents.Count; i++)
        {
            var document = documents[i];
            if (design.IsTested(document))
            {
                _withoutScore += scores[i] is null ? 1 : 0;
                if (scores[i] is not null)
                {
                    tested[design.StratumOf(document)].Add(i);
                }
            }
            else if (design.IsCalibration(document) && scores[i] is { } score)
            {
                calibration[design.StratumOf(document)].Add((score, units.Of(i)));
            }
        }

        _strata = calibration.ToDictionary(
            entry => entry.Key,
            entry => (new UnitCalibration(entry.Value), Units(tested[entry.Key], documents, units)),
            StringComparer.Ordinal);
        Decisions = Decide(scores);
    }

    /// <summary>One entry a document; null for those that are not tested or have no score.</summary>
    public IReadOnlyList<Decision?> Decisions { get; }

    public AttackDecisions Summarise(string attack)
    {
        var strata = _design.Strata.Select(stratum => Summarise(stratum.Name, _strata[stratum.Name])).ToList();
        return new AttackDecisions
        {
            Attack = attack,
            Tested = strata.Sum(stratum => stratum.Tested),
            WithoutScore = _withoutScore,
            Calibration = strata.Sum(stratum => stratum.Calibration),
            Discoveries = strata.Sum(stratum => stratum.Discoveries),
            SmallestPValue = strata.Where(stratum => stratum.Tested > 0).Select(stratum => stratum.SmallestPValue).DefaultIfEmpty(1).Min(),
            HasDeclaredUnits = _hasGroups,
            WithCopiesInCalibration = _strata.Values.Sum(
                stratum => stratum.Tested.Where(unit => stratum.Calibration.Has(unit.Unit)).Sum(unit => unit.Documents.Count)),
            Strata = strata,
        };
    }

    private StratumDecisions Summarise(string name, (UnitCalibration Calibration, List<TestedUnit> Tested) stratum) => new(
        name,
        stratum.Tested.Sum(unit => unit.Documents.Count),
        stratum.Calibration.Documents,
        stratum.Calibration.SmallestPValue,
        stratum.Tested.SelectMany(unit => unit.Documents).Count(i => Decisions[i] is { IsDiscovery: true }))
    {
        TestedUnits = stratum.Tested.Count,
        CalibrationUnits = stratum.Calibration.Units,
        DiscoveredUnits = stratum.Tested.Count(unit => Decisions[unit.Documents[0]] is { IsDiscovery: true }),
    };

    // A declared group keeps its documents apart: each has a p-value of its own, and these support each other.
    private static List<TestedUnit> Units(List<int> tested, IReadOnlyList<DesignDocument> documents, TestUnits units) =>
    [
        .. tested.GroupBy(i => documents[i].Copies ?? $"{i}", StringComparer.Ordinal).Select(copies => new TestedUnit([.. copies], units.Of(copies.First()))),
    ];

    private Decision?[] Decide(IReadOnlyList<double?> scores)
    {
        var tested = _strata.Values
            .SelectMany(stratum => stratum.Tested.Select(unit => (unit.Documents, P: PValue(stratum.Calibration, unit, scores))))
            .ToList();
        double[] pValues = [.. tested.Select(test => test.P)];
        var adjusted = BenjaminiHochberg.Adjust(pValues);
        var found = BenjaminiHochberg.Reject(pValues, _design.FalseDiscoveryRate);
        var decisions = new Decision?[scores.Count];
        for (var i = 0; i < tested.Count; i++)
        {
            tested[i].Documents.ForEach(document => decisions[document] = new Decision(pValues[i], adjusted[i], found[i]));
        }

        return decisions;
    }

    // Chosen without a look at the scores. A mean of copies varies like one document, and is not exchangeable with means of groups.
    private static double PValue(UnitCalibration calibration, TestedUnit unit, IReadOnlyList<double?> scores) =>
        calibration.PValue(scores[unit.Documents[0]] ?? 0, unit.Unit);

    private sealed record TestedUnit(List<int> Documents, int Unit);
}

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Conformal p-values against the calibration non-members of each stratum, and Benjamini-Hochberg across all tested
/// documents (Bates et al. 2023, arXiv 2104.08279).
/// </summary>
public sealed class ConformalTest
{
    private readonly TestDesign _design;
    private readonly Dictionary<string, (Calibration Calibration, List<int> Tested)> _strata;
    private readonly int _withoutScore;

    /// <param name="design">Who is tested and who calibrates.</param>
    /// <param name="documents">All documents of the run.</param>
    /// <param name="scores">One attack's score of each, null if there is none; finite, higher means more likely a member.</param>
    public ConformalTest(TestDesign design, IReadOnlyList<DesignDocument> documents, IReadOnlyList<double?> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Count, documents.Count);
        _design = design;
        var calibration = design.Strata.ToDictionary(stratum => stratum.Name, _ => new List<double>(), StringComparer.Ordinal);
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
                calibration[design.StratumOf(document)].Add(score);
            }
        }

        _strata = calibration.ToDictionary(entry => entry.Key, entry => (new Calibration(entry.Value), tested[entry.Key]), StringComparer.Ordinal);
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
            Strata = strata,
        };
    }

    private StratumDecisions Summarise(string name, (Calibration Calibration, List<int> Tested) stratum) => new(
        name,
        stratum.Tested.Count,
        stratum.Calibration.Count,
        stratum.Calibration.SmallestPValue,
        stratum.Tested.Count(i => Decisions[i] is { IsDiscovery: true }));

    private Decision?[] Decide(IReadOnlyList<double?> scores)
    {
        var tested = _strata.Values.SelectMany(stratum => stratum.Tested.Select(i => (Index: i, P: stratum.Calibration.PValue(scores[i] ?? 0)))).ToList();
        double[] pValues = [.. tested.Select(test => test.P)];
        var adjusted = BenjaminiHochberg.Adjust(pValues);
        var found = BenjaminiHochberg.Reject(pValues, _design.FalseDiscoveryRate);
        var decisions = new Decision?[scores.Count];
        for (var i = 0; i < tested.Count; i++)
        {
            decisions[tested[i].Index] = new Decision(pValues[i], adjusted[i], found[i]);
        }

        return decisions;
    }
}

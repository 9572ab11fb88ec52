using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>An attack as a row of a table, with the same cells on the console, in the report and in summaries.</summary>
public sealed class AttackRow
{
    /// <summary>Stands where there is no number.</summary>
    public const string None = "–";

    /// <summary>The row of what is reached without a model.</summary>
    public const string Blind = "blind baseline, no model";

    private readonly IReadOnlyList<TprAtFprEstimate> _rates;

    private AttackRow(string id, bool isHeadline, Estimate? auc, IReadOnlyList<TprAtFprEstimate> rates)
    {
        (Id, IsHeadline, _rates) = (id, isHeadline, rates);
        (Auc, Interval) = auc is null ? (None, None) : (Figures.Fraction(auc.Value), $"{Figures.Fraction(auc.Low)} – {Figures.Fraction(auc.High)}");
    }

    /// <summary>With all parameters, or <see cref="Blind"/>.</summary>
    public string Id { get; }

    public bool IsHeadline { get; }

    /// <summary>.981, or <see cref="None"/>.</summary>
    public string Auc { get; }

    /// <summary>Its 95% interval: .972 – .989, or <see cref="None"/>.</summary>
    public string Interval { get; }

    /// <summary>The headline attacks in their order, then the highest AUC first; last what is reached without a model, if that was measured.</summary>
    public static IReadOnlyList<AttackRow> Of(IReadOnlyList<AttackEvaluation> attacks, HeadlineChoice headline, SetComparison? labels)
    {
        ArgumentNullException.ThrowIfNull(headline);
        List<string> first = [.. headline.Attacks];
        return
        [
            .. attacks
                .OrderBy(attack => first.IndexOf(attack.Attack) is var place && place < 0 ? int.MaxValue : place)
                .ThenByDescending(attack => attack.Auc?.Value ?? -1)
                .ThenBy(attack => attack.Attack, StringComparer.Ordinal)
                .Select(attack => new AttackRow(attack.Attack, first.Contains(attack.Attack), attack.Auc, attack.TprAtFpr)),
            .. labels is null ? (AttackRow[])[] : [new AttackRow(Blind, false, labels.BlindAuc, [])],
        ];
    }

    /// <summary>The false positive rates at which true positive rates were asked for, the largest first.</summary>
    /// <param name="attacks">The attacks.</param>
    /// <param name="onlyMeasured">Leave out those at which no attack has one.</param>
    public static IReadOnlyList<double> Bounds(IReadOnlyList<AttackEvaluation> attacks, bool onlyMeasured = false) =>
    [
        .. attacks.SelectMany(attack => attack.TprAtFpr)
            .Where(rate => !onlyMeasured || rate.Estimate is not null)
            .Select(rate => rate.Bound)
            .Distinct()
            .OrderDescending(),
    ];

    /// <summary>71% (58% – 83%), or <see cref="None"/>.</summary>
    /// <param name="bound">A false positive rate.</param>
    /// <param name="withInterval">With its 95% interval.</param>
    public string Tpr(double bound, bool withInterval = true) => _rates.FirstOrDefault(rate => rate.Bound.Equals(bound))?.Estimate switch
    {
        null => None,
        var estimate when withInterval => $"{Figures.Percent(estimate.Value)} ({Figures.Percent(estimate.Low)} – {Figures.Percent(estimate.High)})",
        var estimate => Figures.Percent(estimate.Value),
    };
}

using LlmMiaProbe.Corpora;
using MathNet.Numerics;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// The ways in which two labels could have fallen otherwise if they meant nothing: documents of a group that has both labels
/// change places within the group, groups of several documents that lie wholly in one set change places with each other, and so
/// do documents that are alone (without a group, or the only one of theirs). A statistic of the labels as they are, held against
/// the same statistic of such relabellings, gives an exact permutation test (Phipson and Smyth 2010, arXiv 1603.05766).
/// </summary>
internal sealed class Relabelling
{
    /// <summary>Groups of either label that whole groups take: of five and five, two in 252 relabellings are the labels or their reverse.</summary>
    public const int FewestGroups = 6;

    private readonly bool[] _isFirst;
    private readonly List<Stratum> _strata;

    private Relabelling(bool[] isFirst, List<Stratum> strata) => (_isFirst, _strata) = (isFirst, strata);

    /// <summary>One over the number of relabellings; 1 if the labels could not have fallen otherwise.</summary>
    public double SmallestPValue =>
        Math.Exp(-_strata.Sum(stratum => SpecialFunctions.BinomialLn(stratum.Units.Length, stratum.IsFirst.Count(isFirst => isFirst))));

    /// <summary>Whether only whole groups could change places, and either label has fewer than <see cref="FewestGroups"/> of them.</summary>
    public bool HasTooFewGroups =>
        _strata.TrueForAll(stratum => stratum.IsOfWholeGroups && Math.Min(stratum.IsFirst.Count(f => f), stratum.IsFirst.Count(f => !f)) < FewestGroups);

    /// <summary>Groups, and documents that are alone, with a document of the first set.</summary>
    public int FirstUnits { get; private init; }

    /// <summary>The same of the second set.</summary>
    public int SecondUnits { get; private init; }

    /// <param name="isFirst">The labels as they are.</param>
    /// <param name="groups">The group of each document, or null.</param>
    /// <param name="keepsTied">
    /// Whether what near-duplicates tie together keeps its labels where it has both: one text tells nothing of how texts differ, and
    /// sources that share one need not be alike otherwise.
    /// </param>
    public static Relabelling Of(bool[] isFirst, IReadOnlyList<string?> groups, bool keepsTied = false)
    {
        var grouped = Enumerable.Range(0, isFirst.Length).Where(i => groups[i] is not null).GroupBy(i => groups[i], StringComparer.Ordinal)
            .Select(group => group.ToArray()).ToList();
        var mixed = grouped.Where(group => Array.Exists(group, i => isFirst[i]) && Array.Exists(group, i => !isFirst[i])).ToList();
        var whole = grouped.Except(mixed).ToList();
        List<int[]> alone =
        [
            .. Enumerable.Range(0, isFirst.Length).Where(i => groups[i] is null).Select(i => new[] { i }),
            .. whole.Where(group => group.Length == 1),
        ];
        whole.RemoveAll(group => group.Length == 1);
        List<Stratum> strata =
        [
            .. mixed
                .Where(group => !keepsTied || !LabelledScore.IsTied(groups[group[0]]))
                .Select(
                    group => Make([.. group.Select(i => new[] { i })], isOfWholeGroups: false)), Make(
                        whole, isOfWholeGroups: true), Make(alone, isOfWholeGroups: false),
        ];
        strata.RemoveAll(stratum => Array.TrueForAll(stratum.IsFirst, first => first) || Array.TrueForAll(stratum.IsFirst, first => !first));
        return new Relabelling(isFirst, strata)
        {
            FirstUnits = grouped.Concat(alone.Where(unit => groups[unit[0]] is null)).Count(unit => Array.Exists(unit, i => isFirst[i])),
            SecondUnits = grouped.Concat(alone.Where(unit => groups[unit[0]] is null)).Count(unit => Array.Exists(unit, i => !isFirst[i])),
        };

        Stratum Make(List<int[]> units, bool isOfWholeGroups) => new([.. units], [.. units.Select(unit => isFirst[unit[0]])], isOfWholeGroups);
    }

    /// <summary>Labels as they could have fallen, the same for the same number and seed whatever was drawn before.</summary>
    public bool[] Draw(int number, int seed)
    {
        var labels = (bool[])_isFirst.Clone();
        var random = new Xoshiro256StarStar((int)(StableHash.Mix(StableHash.Mix((ulong)seed) ^ (ulong)number) & int.MaxValue), threadSafe: false);
        foreach (var stratum in _strata)
        {
            var drawn = (bool[])stratum.IsFirst.Clone();
            random.Shuffle(drawn);
            for (var unit = 0; unit < drawn.Length; unit++)
            {
                Array.ForEach(stratum.Units[unit], i => labels[i] = drawn[unit]);
            }
        }

        return labels;
    }

    private sealed record Stratum(int[][] Units, bool[] IsFirst, bool IsOfWholeGroups);
}

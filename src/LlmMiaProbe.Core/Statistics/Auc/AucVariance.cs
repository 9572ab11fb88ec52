namespace LlmMiaProbe.Statistics;

/// <summary>
/// The variance of an AUC, or of the difference of two AUCs of the same documents, where documents of one unit depend on each
/// other: Obuchowski 1997 (Biometrics 53). With a document a unit it is the variance of DeLong et al. 1988.
/// </summary>
/// <param name="Value">The variance; may be 0, and below 0 by chance with few units that hold both labels.</param>
/// <param name="Freedom">Degrees of freedom of Student's t.</param>
/// <param name="MemberUnits">How many units of equal size tell as much as those with members.</param>
/// <param name="NonMemberUnits">The same for non-members.</param>
/// <param name="Members">Documents that are members.</param>
/// <param name="NonMembers">Documents that are not.</param>
/// <remarks>
/// Units of unequal size count as (sum of sizes)² / sum of squared sizes (Kish 1965). Degrees of freedom: Satterthwaite's from
/// the two labels, and no more than one less than the number of units if any holds both labels.
/// </remarks>
internal sealed record AucVariance(double Value, double Freedom, double MemberUnits, double NonMemberUnits, int Members, int NonMembers)
{
    /// <summary>Whether some documents depend on each other.</summary>
    public bool IsGrouped => MemberUnits < Members || NonMemberUnits < NonMembers || HasMixedUnits;

    private bool HasMixedUnits { get; init; }

    /// <param name="placements">Of each document, or the difference of two; see <see cref="Placements"/>.</param>
    /// <param name="isMember">The label of each; both occur.</param>
    /// <param name="units">The unit of each; null for a document by itself.</param>
    public static AucVariance Of(IReadOnlyList<double> placements, IReadOnlyList<bool> isMember, IReadOnlyList<string?> units)
    {
        var sums = new Dictionary<string, Unit>(StringComparer.Ordinal);
        var alone = new List<Unit>();
        var (members, others, memberSum, otherSum) = (0, 0, 0.0, 0.0);
        for (var i = 0; i < placements.Count; i++)
        {
            var one = isMember[i] ? new Unit(1, 0, placements[i], 0) : new Unit(0, 1, 0, placements[i]);
            (members, others, memberSum, otherSum) = (members + one.Members, others + one.NonMembers, memberSum + one.MemberSum, otherSum + one.NonMemberSum);
            if (units[i] is { } unit)
            {
                sums[unit] = sums.GetValueOrDefault(unit) + one;
            }
            else
            {
                alone.Add(one);
            }
        }

        List<Unit> all = [.. sums.Values, .. alone];
        var (centre, otherCentre) = (memberSum / members, otherSum / others);
        var (a, b, both) = (0.0, 0.0, 0.0);
        foreach (var unit in all)
        {
            var (member, other) = (unit.MemberSum - (unit.Members * centre), unit.NonMemberSum - (unit.NonMembers * otherCentre));
            (a, b, both) = (a + (member * member), b + (other * other), both + (member * other));
        }

        var ofMembers = Factor(all.Count(unit => unit.Members > 0)) * a / ((double)members * members);
        var ofOthers = Factor(all.Count(unit => unit.NonMembers > 0)) * b / ((double)others * others);
        var joint = 2 * Factor(all.Count) * both / ((double)members * others);
        var memberUnits = Kish(all.Select(unit => (double)unit.Members));
        var otherUnits = Kish(all.Select(unit => (double)unit.NonMembers));
        var isMixed = all.Exists(unit => unit is { Members: > 0, NonMembers: > 0 });
        var spread = ofMembers + ofOthers;
        var freedom = spread > 0
            ? spread * spread / ((ofMembers * ofMembers / Math.Max(memberUnits - 1, 1e-9)) + (ofOthers * ofOthers / Math.Max(otherUnits - 1, 1e-9)))
            : 1;
        var most = isMixed ? Kish(all.Select(unit => ((double)unit.Members / members) + ((double)unit.NonMembers / others))) - 1 : double.PositiveInfinity;
        return new AucVariance(spread + joint, Math.Max(Math.Min(freedom, most), 1e-3), memberUnits, otherUnits, members, others) { HasMixedUnits = isMixed };
    }

    // I / (I - 1), from I units.
    private static double Factor(int units) => units > 1 ? units / (units - 1.0) : 0;

    private static double Kish(IEnumerable<double> sizes)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var size in sizes)
        {
            (sum, squares) = (sum + size, squares + (size * size));
        }

        return sum * sum / squares;
    }

    private readonly record struct Unit(int Members, int NonMembers, double MemberSum, double NonMemberSum)
    {
        public static Unit operator +(Unit left, Unit right) => new(
            left.Members + right.Members, left.NonMembers + right.NonMembers, left.MemberSum + right.MemberSum, left.NonMemberSum + right.NonMemberSum);
    }
}

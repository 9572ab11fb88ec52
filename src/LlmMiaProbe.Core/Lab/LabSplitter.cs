using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Lab;

/// <summary>Divides documents at random, groups stratified, near-duplicates kept on one side.</summary>
public static class LabSplitter
{
    private static readonly LabSide[] s_sides = [LabSide.Member, LabSide.NonMember, LabSide.Validation];

    /// <exception cref="ConfigurationException">The shares leave no side for members or non-members.</exception>
    public static LabSplit Make(IReadOnlyList<Document> documents, LabSplitSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        double[] shares = [settings.Members, 1 - settings.Members - settings.Validation, settings.Validation];
        if (settings.Members <= 0 || settings.Validation < 0 || shares[1] < 1e-9)
        {
            throw new ConfigurationException(
                FormattableString.Invariant(
                    $"lab split: {settings.Members:P0} members and {settings.Validation:P0} validation leave no share for the others; ")
                + "expected shares above 0 that add up to less than 1");
        }

        var clusters = Units(documents, settings);
        var sides = Deal(clusters, shares);
        var kept = clusters.SelectMany((unit, number) => unit.Documents.Select(i => (i, number))).OrderBy(place => place.i).ToList();
        var turns = new Dictionary<LabSide, int>();
        return new LabSplit(settings.Seed,
        [
            .. kept.Select(place => new LabDocument(
                documents[place.i].Id,
                LabDocument.HashOf(documents[place.i]),
                sides[place.number],
                Repetitions(sides[place.number], turns, settings),
                place.number + 1)),
        ]);
    }

    private static int Repetitions(LabSide side, Dictionary<LabSide, int> turns, LabSplitSettings settings)
    {
        var turn = turns.GetValueOrDefault(side);
        turns[side] = turn + 1;
        return side == LabSide.Validation ? 1 : settings.Repetitions[turn % settings.Repetitions.Count];
    }

    // Clusters of near-duplicates in a random order, as many as the sample asks for.
    private static List<(string Stratum, List<int> Documents)> Units(IReadOnlyList<Document> documents, LabSplitSettings settings)
    {
        var finder = new DuplicateFinder();
        foreach (var document in documents)
        {
            finder.Add(document);
        }

        var firsts = finder.Clusters();
        var (units, taken) = (new List<(string, List<int>)>(), 0);
        foreach (var unit in Enumerable.Range(0, documents.Count)
            .GroupBy(i => firsts[i])
            .OrderBy(unit => StableHash.Of(documents[unit.Key].Id, (ulong)(uint)settings.Seed)))
        {
            if (taken + unit.Count() <= (settings.Sample ?? int.MaxValue))
            {
                units.Add((documents[unit.Key].Group ?? "", [.. unit]));
                taken += unit.Count();
            }
        }

        return units;
    }

    // Each cluster goes to the side that lacks most, in its stratum and in all.
    private static LabSide[] Deal(List<(string Stratum, List<int> Documents)> units, double[] shares)
    {
        var sides = new LabSide[units.Count];
        var all = new double[shares.Length];
        foreach (var stratum in Enumerable.Range(0, units.Count)
            .GroupBy(number => units[number].Stratum, StringComparer.Ordinal)
            .OrderBy(stratum => stratum.Key, StringComparer.Ordinal))
        {
            var here = new double[shares.Length];
            foreach (var number in stratum)
            {
                var size = units[number].Documents.Count;
                for (var side = 0; side < shares.Length; side++)
                {
                    here[side] += size * shares[side];
                    all[side] += size * shares[side];
                }

                var lacking = Enumerable.Range(0, shares.Length).Where(side => shares[side] > 0).MaxBy(side => here[side] + all[side]);
                here[lacking] -= size;
                all[lacking] -= size;
                sides[number] = s_sides[lacking];
            }
        }

        return sides;
    }
}

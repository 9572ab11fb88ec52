namespace LlmMiaProbe.Statistics;

/// <summary>One pass over weighted scores, the highest first: the AUC, and the TPR at bounded FPR.</summary>
internal static class RankSweep
{
    /// <summary>
    /// The AUC as the Mann-Whitney statistic with ties at half, in whole numbers until the last division. Fills
    /// <paramref name="tpr"/> with the largest TPR whose FPR does not exceed each of <paramref name="bounds"/>.
    /// </summary>
    /// <param name="members">Members on each rung; the sum is positive.</param>
    /// <param name="nonMembers">Non-members on each rung; the sum is positive.</param>
    /// <param name="bounds">False positive rates, 0 to 1.</param>
    /// <param name="tpr">As long as <paramref name="bounds"/>.</param>
    public static double Run(ReadOnlySpan<int> members, ReadOnlySpan<int> nonMembers, ReadOnlySpan<double> bounds, Span<double> tpr)
    {
        long memberCount = 0;
        var nonMemberCount = 0;
        for (var rung = 0; rung < members.Length; rung++)
        {
            memberCount += members[rung];
            nonMemberCount += nonMembers[rung];
        }

        Span<int> allowed = stackalloc int[bounds.Length];
        for (var i = 0; i < bounds.Length; i++)
        {
            allowed[i] = AllowedFalsePositives(bounds[i], nonMemberCount);
            tpr[i] = 0;
        }

        long truePositives = 0;
        var falsePositives = 0;
        long twiceWins = 0;
        for (var rung = 0; rung < members.Length; rung++)
        {
            twiceWins += nonMembers[rung] * ((2 * truePositives) + members[rung]);
            truePositives += members[rung];
            falsePositives += nonMembers[rung];
            for (var i = 0; i < allowed.Length; i++)
            {
                if (falsePositives <= allowed[i])
                {
                    tpr[i] = truePositives;
                }
            }
        }

        foreach (ref var rate in tpr)
        {
            rate /= memberCount;
        }

        return (double)twiceWins / (2 * memberCount * nonMemberCount);
    }

    /// <summary>The largest count whose quotient, as a double, does not exceed the bound: 10 of 100 meets a bound of 0.1.</summary>
    public static int AllowedFalsePositives(double bound, int nonMembers)
    {
        var count = (int)(bound * nonMembers) + 1;
        while ((double)count / nonMembers > bound)
        {
            count--;
        }

        return Math.Min(count, nonMembers);
    }
}

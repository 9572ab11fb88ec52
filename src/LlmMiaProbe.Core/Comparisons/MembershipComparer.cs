using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Comparisons;

/// <summary>Attacks and decisions of two runs about membership.</summary>
internal sealed class MembershipComparer(IProbeStore store)
{
    /// <summary>What attacks are wanted for.</summary>
    public const string Purpose = "to compare";

    public RunComparison Compare(RunComparison comparison, IReadOnlyList<DocumentPair> pairs)
    {
        var (earlier, later) = (Evaluation(comparison.Earlier.Id), Evaluation(comparison.Later.Id));
        var (before, after) = (earlier.Attacks.Select(attack => attack.Attack).ToList(), later.Attacks.Select(attack => attack.Attack).ToList());
        var (scoresBefore, scoresAfter) = (Scores(comparison.Earlier.Id), Scores(comparison.Later.Id));
        var headline = later.Headline.Attacks.Where(earlier.Headline.Attacks.Contains).ToList();
        var changes = after.Where(before.Contains).Select(attack =>
            Change(attack, headline.Contains(attack), pairs, Column(scoresBefore, attack), Column(scoresAfter, attack))
                .Unless(WhyNot(attack, comparison, earlier, later)));
        List<string> onlyBefore = [.. before.Except(after, StringComparer.Ordinal)], onlyAfter = [.. after.Except(before, StringComparer.Ordinal)];
        var (exposure, reason) = Exposure(comparison, pairs, earlier, later);
        return comparison with
        {
            Attacks = [.. changes
                .OrderBy(change => headline.IndexOf(change.Attack) is var place && place < 0 ? int.MaxValue : place)
                .ThenByDescending(change => change.Later ?? -1)
                .ThenBy(change => change.Attack, StringComparer.Ordinal)],
            Uncompared = [.. onlyBefore, .. onlyAfter],
            UncomparedReasons =
            [
                .. AbsentAttack.Sentences(comparison.Later, onlyBefore, Purpose),
                .. AbsentAttack.Sentences(comparison.Earlier, onlyAfter, Purpose),
            ],
            Exposure = exposure is null ? [] : [exposure],
            ExposureReason = reason,
        };
    }

    /// <summary>Lengths of two libraries are never held against each other.</summary>
    private static string? WhyNot(string attack, RunComparison comparison, RunEvaluation earlier, RunEvaluation later) =>
        earlier.Compression != later.Compression && AttackSelection.Parse([attack])[0].Compresses
            ? ChangeStatement.OtherCompression(attack, earlier.Compression == ZlibLengthMeter.Method ? comparison.Later.Id : comparison.Earlier.Id)
            : null;

    private static AttackChange Change(
        string attack, bool isHeadline, IReadOnlyList<DocumentPair> pairs, Dictionary<long, double> before, Dictionary<long, double> after)
    {
        // Documents that only calibrate take no part in an AUC.
        var labelled = pairs.Where(pair => !pair.Later.Calibrates && pair.Later.Label != Membership.Unknown).ToList();
        var scored = labelled.Where(pair => before.ContainsKey(pair.Earlier.Ordinal) && after.ContainsKey(pair.Later.Ordinal)).ToList();
        var change = new AttackChange
        {
            Attack = attack,
            IsHeadline = isHeadline,
            Members = Count(scored, Membership.Member),
            NonMembers = Count(scored, Membership.NonMember),
        };
        if (ChangeStatement.WhyNot(Count(labelled, Membership.Member), Count(labelled, Membership.NonMember), change.Members, change.NonMembers) is { } reason)
        {
            return change with { Reason = reason };
        }

        var result = PairedAuc.Compare(
            [.. scored.Select(pair => (after[pair.Later.Ordinal], before[pair.Earlier.Ordinal], pair.Later.Label == Membership.Member, pair.Later.Unit))]);
        var basis = result.Gain.Low == result.Gain.High ? result.Basis with { Note = $"{result.Basis.Note} {IntervalStatement.WithoutWidth}" } : result.Basis;
        return change with { Earlier = result.Second, Later = result.First, Change = result.Gain, Intervals = basis };
    }

    private (ExposureChange? Exposure, string? Reason) Exposure(
        RunComparison comparison, IReadOnlyList<DocumentPair> pairs, RunEvaluation earlier, RunEvaluation later)
    {
        if (later.LeadingAttack is not { } attack || earlier.LeadingAttack != attack)
        {
            return (null, $"Run {comparison.Earlier.Id} decides by {earlier.LeadingAttack ?? "no attack"} and run {comparison.Later.Id} by "
                + $"{later.LeadingAttack ?? "no attack"}, "
                + "so their decisions on single documents are not held against each other: make both with the same --attacks and --reference.");
        }

        if (WhyNot(attack, comparison, earlier, later) is { } reason)
        {
            return (null, reason);
        }

        var (before, after) = (RunDecisions.Read(store, comparison.Earlier.Id), RunDecisions.Read(store, comparison.Later.Id));
        var decided = pairs
            .Select(pair => (pair.Later, Before: before.Find(pair.Earlier.Ordinal, attack), After: after.Find(pair.Later.Ordinal, attack)))
            .Where(entry => entry is { Before: not null, After: not null })
            .Select(entry => (entry.Later.Ordinal, entry.Later.Id, entry.Before is { IsDiscovery: true }, entry.After is { IsDiscovery: true }))
            .ToList();
        return decided.Count == 0
            ? (null, "No document of both runs is tested against non-members in both, so no decisions can be compared.")
            : (ExposureChange.Of($"found by {attack} at the run's false discovery rate", null, decided), null);
    }

    private RunEvaluation Evaluation(long run) => StoredEvaluation.Find(store, run) ?? throw new InvalidOperationException($"Run {run} has no evaluation.");

    private Dictionary<string, Dictionary<long, double>> Scores(long run)
    {
        var scores = new Dictionary<string, Dictionary<long, double>>(StringComparer.Ordinal);
        foreach (var stored in store.ReadScores(run))
        {
            if (stored.Score.Value is { } score)
            {
                if (!scores.TryGetValue(stored.Attack, out var column))
                {
                    scores.Add(stored.Attack, column = []);
                }

                column.Add(stored.Ordinal, score);
            }
        }

        return scores;
    }

    private static Dictionary<long, double> Column(Dictionary<string, Dictionary<long, double>> scores, string attack) =>
        scores.GetValueOrDefault(attack) ?? [];

    private static int Count(List<DocumentPair> pairs, Membership label) => pairs.Count(pair => pair.Later.Label == label);
}

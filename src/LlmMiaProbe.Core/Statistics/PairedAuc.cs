using MathNet.Numerics.Random;

namespace LlmMiaProbe.Statistics;

/// <summary>How much better one score tells two sets apart than another score of the same documents.</summary>
internal static class PairedAuc
{
    /// <summary>
    /// The AUC of the first score less that of the second, with a percentile interval from a bootstrap that draws documents or
    /// groups for both at once; of few groups it is widened (see <see cref="GroupResampler"/>).
    /// </summary>
    /// <param name="documents">At least one of either set, all scores finite.</param>
    /// <param name="resamples">At least 1.</param>
    /// <param name="seed">The run's seed.</param>
    public static PairedAucResult Compare(IReadOnlyList<(double First, double Second, bool IsMember, string? Group)> documents, int resamples, int seed)
    {
        // With its number for a score every document has a rung of its own, and a draw says how often each document is in it.
        var ladder = new ScoreLadder(documents.Select((document, i) => new LabelledScore(i, document.IsMember, document.Group)));
        var resampler = Bootstrap.ChooseResampler(ladder);
        int[] numbers = [.. ladder.Thresholds.Select(threshold => (int)threshold)];
        var first = new Column([.. documents.Select(d => d.First)], numbers);
        var second = new Column([.. documents.Select(d => d.Second)], numbers);
        int[] members = [.. numbers.Select(i => documents[i].IsMember ? 1 : 0)];
        int[] others = [.. numbers.Select(i => documents[i].IsMember ? 0 : 1)];
        var (firstAuc, secondAuc) = (first.Auc(members, others), second.Auc(members, others));
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        var drawn = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            resampler.Draw(random, members, others);
            drawn[i] = first.Auc(members, others) - second.Auc(members, others);
        }

        Array.Sort(drawn);
        var interval = FewUnits.Middle(drawn, resampler.Widening, -1, 1);
        return new PairedAucResult(
            firstAuc,
            secondAuc,
            new Estimate(firstAuc - secondAuc, interval.Low, interval.High),
            new IntervalBasis(resampler.Unit, resampler.Units, resamples, resampler.Redrawn, resampler.Note));
    }

    private sealed class Column
    {
        private readonly int[] _rungs;
        private readonly int[] _members;
        private readonly int[] _others;

        public Column(double[] scores, int[] numbers)
        {
            double[] distinct = [.. scores.Distinct().OrderDescending()];
            var rungOf = distinct.Select((score, rung) => (score, rung)).ToDictionary(entry => entry.score, entry => entry.rung);
            _rungs = [.. numbers.Select(i => rungOf[scores[i]])];
            (_members, _others) = (new int[distinct.Length], new int[distinct.Length]);
        }

        public double Auc(int[] members, int[] others)
        {
            Array.Clear(_members);
            Array.Clear(_others);
            for (var i = 0; i < _rungs.Length; i++)
            {
                _members[_rungs[i]] += members[i];
                _others[_rungs[i]] += others[i];
            }

            return RankSweep.Run(_members, _others, [], []);
        }
    }
}

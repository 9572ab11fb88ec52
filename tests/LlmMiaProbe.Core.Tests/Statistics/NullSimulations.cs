using LlmMiaProbe.Corpora;
using LlmMiaProbe.Core.Tests.Findings.Health;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>
/// Simulated data in which nothing, or a known part, can be found, and what the methods find there. Tests run a few trials of
/// each, the benchmark project's command <c>null</c> runs many.
/// </summary>
internal static class NullSimulations
{
    /// <summary>One document a trial, so that the count is binomial: how often its p-value is at most a twentieth.</summary>
    public static NullShare PValues(Mondrian mondrian, int trials)
    {
        // 19 (or, in a stratum of its own, 39) non-members: .05 is on the grid.
        var random = new Xoshiro256StarStar(11, threadSafe: false);
        var (one, other) = mondrian == Mondrian.Group ? ("a", "b") : ((string?)null, (string?)null);
        var below = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            DesignDocument[] documents =
            [
                Designs.Document(Membership.Unknown, one, 600),
                .. Enumerable.Repeat(Designs.Document(Membership.NonMember, one, 700), 19),
                .. Enumerable.Repeat(Designs.Document(Membership.NonMember, other, 9000), mondrian == Mondrian.None ? 20 : 30),
            ];
            var scores = documents.Select((d, i) => (double?)(Normal.Sample(random, mondrian != Mondrian.None && d.ByteLength == 9000 ? 3 : 0, 1))).ToArray();
            var p = new ConformalTest(Designs.Of(documents, .1, mondrian), documents, scores).Decisions[0]?.PValue ?? 1;
            below += p <= .05 ? 1 : 0;
        }

        return new NullShare(below, trials);
    }

    /// <summary>100 documents against 999 non-members at a false discovery rate of a tenth, of which some are far above.</summary>
    /// <returns>The share of false discoveries, and how many of the planted documents were found.</returns>
    public static (NullMean FalseShare, NullShare Found) Discoveries(int planted, int trials)
    {
        const int Tested = 100;
        var random = new Xoshiro256StarStar(7 + planted, threadSafe: false);
        var documents = Designs.Documents(Tested, 999);
        var design = Designs.Of(documents);
        var proportions = new double[trials];
        var found = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            double?[] scores = [.. documents.Select((_, i) => (double?)Normal.Sample(random, i < planted ? 3.5 : 0, 1))];
            var decisions = new ConformalTest(design, documents, scores).Decisions;
            var discoveries = Enumerable.Range(0, Tested).Where(i => decisions[i] is { IsDiscovery: true }).ToList();
            proportions[trial] = discoveries.Count == 0 ? 0 : (double)discoveries.Count(i => i >= planted) / discoveries.Count;
            found += discoveries.Count(i => i < planted);
        }

        return (NullMean.Of(proportions), new NullShare(found, trials * planted));
    }

    /// <summary>The AUC of scores learned by cross-fitting from features without a signal.</summary>
    public static NullMean CrossFitAuc(int documents, int features, int trials)
    {
        var random = new Xoshiro256StarStar(documents + features, threadSafe: false);
        return NullMean.Of([.. Enumerable.Range(0, trials).Select(_ => CrossFitDraws.Auc(CrossFitDraws.Of(random, documents, features, signal: 0)))]);
    }

    /// <summary>How often the interval of such an AUC holds one half.</summary>
    public static NullShare CrossFitIntervals(int trials)
    {
        var random = new Xoshiro256StarStar(8, threadSafe: false);
        var covered = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var interval = AucEstimate.Of([.. CrossFitDraws.Scored(CrossFitDraws.Of(random, 120, 6, signal: 0))]);
            covered += interval.Low <= .5 && interval.High >= .5 ? 1 : 0;
        }

        return new NullShare(covered, trials);
    }

    /// <summary>Dataset inference on two collections of 60 from one source: how often a p-value is at most a twentieth.</summary>
    /// <returns>Of attacks and of words; Best is the best of ten halves, which is no p-value.</returns>
    public static (NullShare Attacks, NullShare Words, NullShare Best) Inference(int groupSize, int trials)
    {
        var random = new Xoshiro256StarStar(31, threadSafe: false);
        var (attacks, words, best) = (0, 0, 0);
        for (var trial = 0; trial < trials; trial++)
        {
            var result = InferenceDraws.Run(random, 60, 60, _ => 0, _ => 0, groupSize, trial);
            attacks += result.Attacks.PValue <= .05 ? 1 : 0;
            words += result.Words?.PValue <= .05 ? 1 : 0;
            best += result.Attacks.LowestPValue <= .05 ? 1 : 0;
        }

        return (new NullShare(attacks, trials), new NullShare(words, trials), new NullShare(best, trials));
    }

    /// <summary>A document against 20 texts given 5 times each: how often p is at most .1 counting texts, and at most .01 counting documents.</summary>
    public static (NullShare ByUnit, NullShare OneByOne) Copies(int trials)
    {
        var random = new Xoshiro256StarStar(3, threadSafe: false);
        var (byUnit, oneByOne) = (0, 0);
        for (var trial = 0; trial < trials; trial++)
        {
            double[] texts = [.. Enumerable.Range(0, 20).Select(_ => random.NextDouble())];
            var score = random.NextDouble();
            byUnit += new UnitCalibration(texts.SelectMany((text, i) => Enumerable.Repeat((text, i), 5))).PValue(score) <= .1 ? 1 : 0;
            oneByOne += ConformalPValue.Of(5 * texts.Count(text => text >= score), 100) <= .01 ? 1 : 0;
        }

        return (new NullShare(byUnit, trials), new NullShare(oneByOne, trials));
    }

    /// <summary>
    /// 100 documents against 100 whose logarithm of length differs by so many standard deviations, and whose score depends on it
    /// with a slope of .7 and on nothing else: how often a p-value is at most a twentieth.
    /// </summary>
    /// <returns>By analysis of covariance, and by comparing the scores alone.</returns>
    public static (NullShare Analysed, NullShare Compared) LengthShift(double shift, int trials)
    {
        var random = new Xoshiro256StarStar(23, threadSafe: false);
        bool[] isFirst = [.. Enumerable.Range(0, 200).Select(i => i < 100)];
        var units = new string?[200];
        var (analysed, compared) = (0, 0);
        for (var trial = 0; trial < trials; trial++)
        {
            double[][] lengths = [.. isFirst.Select(first => new[] { Normal.Sample(random, first ? shift : 0, 1) })];
            double[] scores = [.. lengths.Select(length => (.7 * length[0]) + Normal.Sample(random, 0, .714))];
            analysed += CovarianceAnalysis.Of(scores, isFirst, lengths, units).PValue <= .05 ? 1 : 0;
            compared += CovarianceAnalysis.Of(scores, isFirst, [], units).PValue <= .05 ? 1 : 0;
        }

        return (new NullShare(analysed, trials), new NullShare(compared, trials));
    }

    /// <summary>How often the interval by ten groups holds one half, where groups differ in level and in what sets their members apart.</summary>
    public static NullShare GroupIntervals(int trials)
    {
        var random = new Xoshiro256StarStar(17, threadSafe: false);
        var covered = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var scores = Enumerable.Range(0, 10).SelectMany(group =>
            {
                var (level, difference) = (Normal.Sample(random, 0, 1), Normal.Sample(random, 0, .7));
                return Enumerable.Range(0, 20)
                    .Select(i => new LabelledScore(Normal.Sample(random, level + (i % 2 * difference), 1), i % 2 == 0, $"g{group}")).ToArray();
            });
            var interval = AucEstimate.Of([.. scores]);
            covered += interval.Low <= .5 && interval.High >= .5 ? 1 : 0;
        }

        return new NullShare(covered, trials);
    }

    /// <summary>17 attacks without a signal, alike as attacks are: how often any of them has an adjusted p-value of at most a twentieth.</summary>
    /// <param name="groupSize">Documents of a group, all of one label, that resemble each other; 1 for no groups.</param>
    /// <param name="trials">At least one.</param>
    public static NullShare AnyAttack(int groupSize, int trials)
    {
        const int Documents = 200;
        var random = new Xoshiro256StarStar(41 + groupSize, threadSafe: false);
        var found = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            bool[] isMember = [.. Enumerable.Range(0, Documents).Select(i => i / groupSize % 2 == 0)];
            double[] level = [.. Enumerable.Range(0, Documents / groupSize).Select(_ => Normal.Sample(random, 0, 1))];
            double[] shared = [.. Enumerable.Range(0, Documents).Select(i => Normal.Sample(random, groupSize == 1 ? 0 : level[i / groupSize], 1))];
            var attacks = Enumerable.Range(0, 17).Select(a => ($"a{a}", shared.Select(one => (double?)Normal.Sample(random, one, 1)).ToArray())).ToList();
            var groups = Enumerable.Range(0, Documents).Select(i => groupSize == 1 ? null : $"g{i / groupSize}").ToList();
            found += Exploration.Run(isMember, groups, attacks, trial, draws: 199) is { Found.Count: > 0 } ? 1 : 0;
        }

        return new NullShare(found, trials);
    }

    /// <summary>Passages of the lab with labels at random: what their texts alone make of it.</summary>
    /// <param name="documents">Passages a trial, drawn anew.</param>
    /// <param name="byGroup">Whether their books count.</param>
    /// <param name="trials">At least two.</param>
    public static TextNull RandomLabels(int documents, bool byGroup, int trials)
    {
        List<BlindBaselineResult> texts = [.. Enumerable.Range(0, trials).Select(seed =>
        {
            var random = new Random(seed);
            var drawn = Passages.All.OrderBy(_ => random.Next()).Take(documents)
                .Select(d => d with { Label = random.Next(2) == 0 ? Membership.Member : Membership.NonMember, Group = byGroup ? d.Group : null });
            return Passages.Labels(drawn, seed).Text ?? throw new InvalidOperationException("The texts were not tried.");
        })];
        NullShare Share(Func<BlindBaselineResult, bool> happened) => new(texts.Count(happened), trials);
        return new TextNull(
            NullMean.Of([.. texts.Select(text => text.Auc.Value)]),
            Share(text => text.PValue <= .05),
            Share(text => text.Separates),
            Share(text => text.Auc.Low <= .5 && text.Auc.High >= .5));
    }

    /// <param name="Auc">Mean of the AUCs.</param>
    /// <param name="Below">How often p is at most a twentieth.</param>
    /// <param name="ToldApart">How often the labels count as told apart.</param>
    /// <param name="Covered">How often the interval holds one half.</param>
    internal readonly record struct TextNull(NullMean Auc, NullShare Below, NullShare ToldApart, NullShare Covered);
}

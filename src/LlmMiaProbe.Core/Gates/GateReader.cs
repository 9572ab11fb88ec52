using LlmMiaProbe.Attacks;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Gates;

/// <summary>Finds the value of a quantity in results.</summary>
internal static class GateReader
{
    /// <summary>The place of .01 among the thresholds of extraction.</summary>
    private const int ExposedThreshold = 2;

    public static GateReading Read(GateQuantity quantity, GateSubject subject)
    {
        var measure = quantity.Measure;
        if (measure == GateMeasure.Failed)
        {
            return GateReading.Of(subject.Failed);
        }

        if (measure == GateMeasure.Unreadable || measure == GateMeasure.LeftOut)
        {
            return subject.Counts is not { } counts
                ? GateReading.None($"{subject.Name} read no corpus")
                : GateReading.Of(measure == GateMeasure.LeftOut ? counts.LeftOut : counts.Unreadable);
        }

        if (measure.IsChange)
        {
            return subject.Comparison is { } comparison
                ? Change(quantity, comparison)
                : GateReading.None("no run to compare with was named; add --compare RUN");
        }

        return measure.Source switch
        {
            GateSource.Membership when subject.Membership is { } evaluation => Membership(quantity, evaluation),
            GateSource.Extraction when subject.Extraction is { } evaluation => Coverage(quantity, evaluation),
            GateSource.Canaries when subject.Canaries is { } result => Exposure(quantity, result),
            _ => GateReading.None(GateCheck.Elsewhere(measure, subject.Name, Source(subject))),
        };
    }

    private static GateSource Source(GateSubject subject) =>
        subject.Membership is not null ? GateSource.Membership : subject.Extraction is not null ? GateSource.Extraction : GateSource.Canaries;

    private static GateReading Membership(GateQuantity quantity, RunEvaluation evaluation)
    {
        if (quantity.Measure == GateMeasure.Discoveries)
        {
            return evaluation.Decisions.FirstOrDefault(decisions => decisions.Attack == evaluation.LeadingAttack) is { Tested: > 0, Calibration: > 0 } decided
                ? GateReading.Of(decided.Discoveries)
                : GateReading.None("no document was tested against non-members");
        }

        if (Whole(quantity, evaluation) is { } whole)
        {
            return whole;
        }

        if (Attack(quantity, evaluation.Attacks.Select(attack => attack.Attack), out var reason) is not { } id)
        {
            return GateReading.None(reason ?? "");
        }

        var attack = evaluation.Attacks.First(attack => attack.Attack == id);
        if (quantity.Measure == GateMeasure.Auc)
        {
            return GateReading.Of(attack.Auc, quantity.Bound, attack.AucReason);
        }

        var tpr = attack.TprAtFpr.FirstOrDefault(tpr => tpr.Bound.Equals(quantity.Level));
        return GateReading.Of(tpr?.Estimate, quantity.Bound, tpr?.Reason);
    }

    /// <summary>Of all documents and attacks together; null if the quantity names an attack.</summary>
    private static GateReading? Whole(GateQuantity quantity, RunEvaluation evaluation)
    {
        var (measure, collection, labels) = (quantity.Measure, evaluation.Collection, evaluation.Health?.Labels);
        if (measure == GateMeasure.CollectionP)
        {
            return collection?.Inference is { IsComparable: true } inference ? GateReading.Of(inference.Attacks.PValue) : GateReading.None(NoInference());
        }

        if (measure == GateMeasure.CollectionGain)
        {
            return collection?.Inference is { IsComparable: true } compared
                ? GateReading.Of(compared.Gain, quantity.Bound, "the texts were not kept, so they could not be tried by themselves")
                : GateReading.None(NoInference());
        }

        if (measure == GateMeasure.BlindAuc)
        {
            return GateReading.Of(labels?.Text?.Auc, quantity.Bound, NoText());
        }

        return measure != GateMeasure.BlindP
            ? null
            : labels?.Text is { PValue: { } p }
            ? GateReading.Of(p)
            : GateReading.None(labels?.Text is { } text ? HealthStatement.NoCheck(text) ?? NoText() : NoText());

        string NoInference() => collection?.Inference is { IsComparable: false }
            ? "the texts of the two collections are too different to be compared"
            : collection?.Reason ?? "no documents under test were held against non-members";
        string NoText() => labels?.Words.Reason ?? "the text alone was not measured, because there are not two labels, or by an earlier version";
    }

    private static GateReading Coverage(GateQuantity quantity, ExtractionEvaluation evaluation)
    {
        var request = WindowRequest.Of(ModelRole.Target);
        var summaries = evaluation.Documents.SelectMany(document => document.Summaries).Where(summary => summary.Request == request).ToList();
        var covered = summaries.Sum(summary => (long)summary.CoveredCharacters);
        return covered == 0
            ? GateReading.None("no document was measured")
            : GateReading.Of(Share(summaries)) with
            {
                AtMost = summaries.Exists(summary => summary.AtMost is not null) ? Share(summaries.Select(summary => summary.AtMost ?? summary)) : null,
            };

        double Share(IEnumerable<WindowSummary> ends) => (double)ends.Sum(summary => (long)summary.CharactersAtLeast[quantity.LevelPlace]) / covered;
    }

    private static GateReading Exposure(GateQuantity quantity, CanaryExposures result)
    {
        // Controls were never planted: their exposure is chance.
        var planted = result.Canaries.Where(canary => canary.Repetitions > 0).ToList();
        var ranked = planted.Select(canary => canary.Rank?.Exposure).OfType<double>().ToList();
        if (ranked.Count == 0)
        {
            return GateReading.None(planted.Count == 0 ? "no canary was planted" : "no planted canary could be ranked");
        }

        // A canary that ranks above all its references has at least the exposure that they can show.
        var ranks = planted.Select(canary => canary.Rank).OfType<RankExposure>().ToList();
        var isLeast = quantity.Word == "min" ? ranks.TrueForAll(rank => rank.IsCapped) : ranks.Exists(rank => rank.IsCapped);
        return GateReading.Of(quantity.Word switch { "max" => ranked.Max(), "min" => ranked.Min(), _ => ranked.Average() }) with
        {
            AtMost = isLeast ? double.PositiveInfinity : null,
            Showing = $"{Figures.Count(result.References, "reference")} show",
            Remedy = "; test with more (--references), or against a lower number",
        };
    }

    private static GateReading Change(GateQuantity quantity, RunComparison comparison)
    {
        if (quantity.Measure == GateMeasure.Exposed)
        {
            return comparison.Exposure.Count == 0
                ? GateReading.None(comparison.ExposureReason ?? "no documents were compared")
                : GateReading.Of(comparison.Exposure[comparison.Exposure.Count > ExposedThreshold ? ExposedThreshold : 0].NewlyExposed.Count);
        }

        if (quantity.Measure == GateMeasure.CoverageChange)
        {
            return comparison.Coverage.FirstOrDefault(change => change.Threshold.Equals(quantity.Level)) is not { } coverage
                ? GateReading.None($"run {comparison.Earlier.Id} and run {comparison.Later.Id} measured no extraction: name runs of 'mia-probe extract'")
                : coverage.Change is null && quantity.Bound == GateBound.Value
                    ? GateReading.Of(coverage.Later - coverage.Earlier)
                    : GateReading.Of(coverage.Change, quantity.Bound, comparison.CoverageIntervals);
        }

        if (Attack(quantity, comparison.Attacks.Select(attack => attack.Attack), out var reason) is not { } id)
        {
            return GateReading.None(comparison.Uncompared.FirstOrDefault(attack => quantity.Attack is { } asked && asked.Means(attack)) is { } alone
                ? AbsentAttack.Of(Lacking(comparison, alone), AttackSelection.ParseOne(alone, ""), MembershipComparer.Purpose)
                : reason ?? "");
        }

        var change = comparison.Attacks.First(change => change.Attack == id);
        return GateReading.Of(change.Change, quantity.Bound, change.Reason);
    }

    private static RunRecord Lacking(RunComparison comparison, string attack) =>
        AttackSelection.Parse(comparison.Earlier.Settings.ScoredAttacks).Any(scored => scored.Id == attack) ? comparison.Later : comparison.Earlier;

    private static string? Attack(GateQuantity quantity, IEnumerable<string> scored, out string? reason)
    {
        reason = "it names no attack";
        return quantity.Attack?.Among(scored, out reason);
    }
}

using LlmMiaProbe.Probing;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Extraction;

/// <summary>How windows would have to be cut for an extraction to end in time.</summary>
public static class ExtractionBudget
{
    private const double Hour = 3600;

    /// <summary>Advice for an extraction that would take longer than an hour, a clause with options; null for a shorter one.</summary>
    /// <param name="plan">With its time.</param>
    /// <param name="settings">How it would cut windows.</param>
    public static string? ForAnHour(ExtractionPlan plan, ExtractionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        if (plan.Seconds is not { } seconds || seconds <= Hour || plan.Windows == 0 || plan.Documents == 0)
        {
            return null;
        }

        var share = Hour / seconds;
        var windows = Math.Max(1, (long)(plan.Windows * share));
        var stride = (long)Math.Ceiling(settings.StrideCharacters / share / 10) * 10;
        var sample = windows / plan.Documents;

        // Spread evenly, they overlap only once there is no room left.
        var covered = Math.Min(1, windows * plan.SuffixCharacters / (double)plan.Windows / Math.Max(1, plan.Characters));
        var bySample = sample == 0
            ? $"not even one window of each of {Figures.Count(plan.Documents, "document")}"
            : $"--sample {sample} ({Figures.Count(sample * plan.Documents, "window")}, at most {Figures.Count(sample)} a document)";
        return $"--stride {stride}, or {bySample} takes about an hour; what is tested then covers about {Figures.Percent(covered)} of the text";
    }
}

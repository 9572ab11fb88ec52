using LlmMiaProbe.Evidence;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>Cuts documents of either kind.</summary>
internal static class WindowPlans
{
    /// <inheritdoc cref="IWindowPlan.Plan(string)"/>
    public static IEnumerable<ExtractionWindow> Of(this IWindowPlan plan, ReadDocument document) =>
        document.Rendered is { } rendered ? plan.Plan(rendered) : plan.Plan(document.Text, document.Starts);
}

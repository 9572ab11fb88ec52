namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>How much of one kind of content was computed again from other content and came out the same or not.</summary>
/// <param name="What">In the plural, such as <c>scores</c>.</param>
/// <param name="Done">Computed again.</param>
/// <param name="Of">There are.</param>
public sealed record RecomputedPart(string What, long Done, long Of);

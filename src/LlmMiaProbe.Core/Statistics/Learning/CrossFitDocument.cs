namespace LlmMiaProbe.Statistics;

/// <summary>A document as <see cref="CrossFit"/> sees it.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="IsFirst">Its class, or null if it is not known.</param>
/// <param name="Features">Finite.</param>
internal readonly record struct CrossFitDocument(string Id, string? Group, bool? IsFirst, double[] Features);

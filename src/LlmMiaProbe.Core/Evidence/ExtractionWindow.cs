namespace LlmMiaProbe.Evidence;

/// <summary>A piece of a document, cut between tokens.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Prefix">Token ids that are given.</param>
/// <param name="Suffix">Token ids that must follow.</param>
public sealed record ExtractionWindow(WindowPlace Place, int[] Prefix, int[] Suffix);

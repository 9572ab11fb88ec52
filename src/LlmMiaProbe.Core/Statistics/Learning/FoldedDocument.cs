namespace LlmMiaProbe.Statistics;

/// <summary>A document as a split sees it.</summary>
/// <param name="Key">A number that stands for its id: decides whatever the order in which documents were read.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="IsFirst">Whether it belongs to the first of the two sets.</param>
internal readonly record struct FoldedDocument(ulong Key, string? Group, bool IsFirst);

namespace LlmMiaProbe.Evidence;

/// <summary>Where a window lies in its document, in UTF-16 characters.</summary>
/// <param name="Start">Where its prefix begins.</param>
/// <param name="SuffixStart">The first character of which every byte is in the suffix.</param>
/// <param name="SuffixEnd">One past the last such character; equal to the start if there is none.</param>
public readonly record struct WindowPlace(int Start, int SuffixStart, int SuffixEnd);

using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Evidence;

/// <summary>States which evidence answers for a window.</summary>
/// <param name="Ordinal">The document's position in its run.</param>
/// <param name="Request">See <see cref="WindowRequest"/>.</param>
/// <param name="Place">Where the window lies.</param>
/// <param name="Key">The evidence.</param>
public sealed record WindowLink(long Ordinal, string Request, WindowPlace Place, EvidenceKey Key);

/// <summary>Where a window lies in its document, in UTF-16 characters.</summary>
/// <param name="Start">Where its prefix begins; of a conversation, where the answer before it ends, though all that precedes is given.</param>
/// <param name="SuffixStart">The first character of which every byte is in the suffix.</param>
/// <param name="SuffixEnd">One past the last such character; equal to the start if there is none.</param>
public readonly record struct WindowPlace(int Start, int SuffixStart, int SuffixEnd);

/// <summary>Windows of a document that a model cannot be asked about; they count nowhere else.</summary>
/// <param name="Request">See <see cref="WindowRequest"/>.</param>
/// <param name="Reason">A clause, the same for all of them.</param>
/// <param name="Windows">How many.</param>
public sealed record UnmeasuredWindows(string Request, string Reason, int Windows);

using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Evidence;

/// <summary>States which evidence answers for a window.</summary>
/// <param name="Ordinal">The document's position in its run.</param>
/// <param name="Request">See <see cref="WindowRequest"/>.</param>
/// <param name="Place">Where the window lies.</param>
/// <param name="Key">The evidence.</param>
public sealed record WindowLink(long Ordinal, string Request, WindowPlace Place, EvidenceKey Key);

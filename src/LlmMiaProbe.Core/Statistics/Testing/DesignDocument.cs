using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Statistics;

/// <summary>What a <see cref="TestDesign"/> needs to know of a document; nothing of it depends on a score.</summary>
/// <param name="Label">Known membership.</param>
/// <param name="Calibrates">Whether it comes from a corpus that serves only as calibration.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="ByteLength">Bytes of UTF-8.</param>
/// <param name="Copies">Near-duplicates have the same; null if there are none.</param>
public readonly record struct DesignDocument(Membership Label, bool Calibrates, string? Group, int ByteLength, string? Copies = null);

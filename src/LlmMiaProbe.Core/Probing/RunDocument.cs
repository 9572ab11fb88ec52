using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>A document's place in a run.</summary>
/// <param name="Ordinal">0-based position in the corpus.</param>
/// <param name="Id">Document id, unique in the run.</param>
/// <param name="Label">Known membership.</param>
/// <param name="Group">Documents that are resampled together, or null.</param>
/// <param name="Fields">Other fields, one JSON object, or null.</param>
/// <param name="Facts">Hash and lengths of the text.</param>
/// <param name="Calibrates">Whether it comes from a corpus that serves only as calibration.</param>
public sealed record RunDocument(long Ordinal, string Id, Membership Label, string? Group, string? Fields, DocumentFacts Facts, bool Calibrates = false)
{
    internal DesignDocument ForDesign => new(Label, Calibrates, Group, Facts.ByteLength);
}

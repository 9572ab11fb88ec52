using System.Text.Json.Serialization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
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
    /// <summary>Near-duplicates of the run have the same; null if there are none, or they were not looked for (see <see cref="Kinship"/>).</summary>
    [JsonIgnore]
    public string? Copies { get; init; }

    /// <summary>
    /// Documents that depend on each other have the same: of one group, or near-duplicates, over any number of others; null if it stands
    /// alone.
    /// </summary>
    [JsonIgnore]
    public string? Unit { get; init; }

    internal DesignDocument ForDesign => new(Label, Calibrates, Group, Facts.ByteLength, Copies);
}

/// <summary>Why a document's evidence is not complete.</summary>
/// <param name="Ordinal">0-based position in the corpus.</param>
/// <param name="Document">Its id.</param>
/// <param name="Request">The evidence that failed, such as <c>target/plain</c>.</param>
/// <param name="Reason">One sentence.</param>
public sealed record DocumentFailure(long Ordinal, string Document, string Request, string Reason)
{
    private static readonly string s_target = EvidenceRequest.Target(TextVariant.Plain).Name;

    /// <summary>
    /// Without the target's scores of its plain text a document has no score at all; without those of a variant or of another model only
    /// some attacks do not apply.
    /// </summary>
    public bool IsFatal => Request == s_target;

    /// <summary>A model of the run has no scores of the document itself, so that it counts as failed.</summary>
    public bool IsOfPlainText => Request.EndsWith($"/{TextVariant.Plain.Id}", StringComparison.Ordinal);
}

/// <summary>The score of one attack (its spelled-out id) on one document of a run.</summary>
public sealed record StoredScore(long Ordinal, string Attack, AttackScore Score);

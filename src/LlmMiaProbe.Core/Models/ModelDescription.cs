using System.Text.Json.Serialization;

namespace LlmMiaProbe.Models;

/// <summary>
/// What is recorded about a model. Everything but <see cref="Name"/> follows from the file's content, or from what an endpoint was found to
/// be.
/// </summary>
public sealed record ModelDescription
{
    /// <summary>The architecture of models behind endpoints, which do not tell theirs.</summary>
    public const string Hosted = "hosted";

    /// <summary>In place of an architecture: only token scores that were computed elsewhere are at hand.</summary>
    public const string Imported = "imported";

    public required ModelFingerprint Fingerprint { get; init; }

    /// <summary>Fingerprint of the model without <see cref="Adapters"/>; null if it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelFingerprint? Base { get; init; }

    /// <summary>What it is evaluated with beside its own weights, in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<AppliedAdapter> Adapters { get; init; } = [];

    /// <summary>Adapters as JSON has it, which says nothing where there is none: so did versions that knew of none.</summary>
    [JsonInclude]
    [JsonPropertyName("adapters")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<AppliedAdapter>? StoredAdapters
    {
        get => Adapters.Count == 0 ? null : Adapters;
        init => Adapters = value ?? [];
    }

    /// <summary>Whether the fingerprint is that of base and adapters, or there are none.</summary>
    [JsonIgnore]
    public bool FitsItsAdapters => Base is { } bare ? Adapters.Count > 0 && bare.WithAdapters(Adapters) == Fingerprint : Adapters.Count == 0;

    /// <summary>File name, for people; never part of a key.</summary>
    public required string Name { get; init; }

    public required string Architecture { get; init; }

    /// <summary>Storage type of the weights, such as F16 or Q4_K_M.</summary>
    public required string Quantization { get; init; }

    /// <summary>Tokenizer family and a digest of its vocabulary and merges; equal for models that split text alike.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Tokens in the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Context length of training, tokens.</summary>
    public required int ContextLength { get; init; }

    public required long ParameterCount { get; init; }

    /// <summary>Bytes on disk, with its adapters.</summary>
    public required long FileSize { get; init; }

    /// <summary>Whether the model's own metadata asks for a BOS token before a text.</summary>
    public required bool AddsBos { get; init; }

    /// <summary>
    /// What is wrong or missing in the file so that its scores may be off, a sentence each. Not kept with a run's models, but among its
    /// notes.
    /// </summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>What the control tokens of the vocabulary spell. Not kept.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = [];

    /// <summary>Behind an endpoint: its identity is an <see cref="EndpointIdentity"/>; nothing is known of its file.</summary>
    public bool IsHosted => Architecture == Hosted;

    /// <summary>Its token scores were computed elsewhere; nothing else of it is at hand.</summary>
    public bool IsImported => Architecture == Imported;

    /// <summary>No file of it is at hand, so that nobody here knows its vocabulary and its weights.</summary>
    public bool HasNoFile => IsHosted || IsImported;
}

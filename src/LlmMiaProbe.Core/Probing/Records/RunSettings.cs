using System.Text.Json.Serialization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Shadows;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>The full effective configuration of a run, stored with it; <c>resume</c> uses nothing else.</summary>
public sealed record RunSettings
{
    /// <summary>GGUF file under test, or the name of the model at an endpoint.</summary>
    public required string Model { get; init; }

    /// <summary>Adapters that the model under test is evaluated with, in order. The reference has none.</summary>
    [JsonIgnore]
    public IReadOnlyList<LoraAdapter> Lora { get; init; } = [];

    /// <summary>Lora as JSON has it, which says nothing where there is none: so did versions that knew of none.</summary>
    [JsonInclude]
    [JsonPropertyName("lora")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<LoraAdapter>? StoredLora
    {
        get => Lora.Count == 0 ? null : Lora;
        init => Lora = value ?? [];
    }

    /// <summary>GGUF file to compare with, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>The endpoint of the model under test; null for a GGUF file.</summary>
    public HostedModel? Hosted { get; init; }

    /// <summary>The endpoint of a model to compare with, or null.</summary>
    public HostedModel? HostedReference { get; init; }

    /// <summary>The model under test, if only token scores that were computed elsewhere are at hand of it; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportedModel? Imported { get; init; }

    /// <summary>The same of a model to compare with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportedModel? ImportedReference { get; init; }

    /// <summary>GGUF file whose tokenizer cuts windows for models behind endpoints; null if none is needed.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>What cuts windows for models behind endpoints, in a few words without a path; null for local models, which bring it.</summary>
    [JsonIgnore]
    public string? WindowTokenizer => Extraction is null || Hosted is null ? null
        : Tokenizer is { } file ? $"the tokenizer of {Path.GetFileName(file)}"
        : Hosted.TokenizerName;

    /// <summary>Token frequency table made with the target's tokenizer, or null.</summary>
    public string? Frequencies { get; init; }

    /// <summary>Manifest that says what each of <see cref="Shadows"/> was trained on, or null.</summary>
    public string? ShadowManifest { get; init; }

    /// <summary>Models like the target whose training documents are known, in the order of the manifest.</summary>
    public IReadOnlyList<ShadowModel> Shadows { get; init; } = [];

    /// <summary>Word frequency table, or null.</summary>
    public string? WordFrequencies { get; init; }

    public required IReadOnlyList<CorpusSource> Corpora { get; init; }

    /// <summary>What the records of each file were recognised to be before anything was scored, a sentence each; null if nothing was to be told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Recognised { get; init; }

    /// <summary>Corpora of known non-members that may stand before a text; never under test.</summary>
    public IReadOnlyList<CorpusSource> Shots { get; init; } = [];

    /// <summary>Corpora of known members that may stand before a text; never under test.</summary>
    public IReadOnlyList<CorpusSource> MemberShots { get; init; } = [];

    /// <summary>Corpora of known non-members that serve only as calibration; empty to calibrate with the labelled ones.</summary>
    public IReadOnlyList<CorpusSource> Calibration { get; init; } = [];

    /// <summary>Which calibration documents a tested document is held against.</summary>
    public Mondrian Mondrian { get; init; }

    /// <summary>Above 0 and below 1.</summary>
    public double FalseDiscoveryRate { get; init; } = 0.1;

    /// <summary>What the run is to find out.</summary>
    public RunTask Task { get; init; } = new MembershipTask();

    /// <summary>How windows are cut and decoded; null unless the run is about extraction.</summary>
    [JsonIgnore]
    public ExtractionSettings? Extraction => (Task as ExtractionTask)?.Windows;

    /// <summary>Attacks with all parameters spelled out; none in an extraction run.</summary>
    public required IReadOnlyList<string> Attacks { get; init; }

    /// <summary>
    /// The attacks that a run computed from another's evidence scores; null for those of <see cref="Attacks"/>, with which the
    /// evidence was gathered and the headline was fixed.
    /// </summary>
    public IReadOnlyList<string>? Rescored { get; init; }

    /// <summary>The attacks that are scored.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> ScoredAttacks => Rescored ?? Attacks;

    /// <summary>Score only the first so many documents of the corpora, and all that calibrate; null for all.</summary>
    public int? Limit { get; init; }

    public int Seed { get; init; }

    /// <summary>Stop at the first unreadable line.</summary>
    public bool Strict { get; init; }

    /// <summary>What becomes of the exit code where a part of the corpus is no document.</summary>
    public UnreadablePolicy Unreadable { get; init; }

    /// <summary>Keep the documents' text in the store.</summary>
    public bool KeepText { get; init; } = true;

    /// <summary>Name of the chat template that puts conversations together, or <c>none</c>; null for that of the model's file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ChatTemplate { get; init; }

    /// <summary>What of a conversation is one document.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ChatUnit ChatUnit { get; init; }

    public NumericPolicy Numerics { get; init; }

    public BosPolicy Bos { get; init; }

    /// <summary>Tokens of context; null for the model's own, at most 2,048.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Native threads; null for one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>Compute 16-bit weights in 32 bits.</summary>
    public bool WidenWeights { get; init; } = true;

    /// <summary>Layers on the GPU; -1 for all.</summary>
    public int GpuLayers { get; init; }

    /// <summary>Number of the GPU that takes the model where nothing is split.</summary>
    public int MainGpu { get; init; }

    /// <summary>How several GPUs share a model.</summary>
    public GpuSplit Split { get; init; } = GpuSplit.Layer;

    /// <summary>Compute on the CPU if GPU layers are asked for and no GPU is there.</summary>
    public bool AllowCpu { get; init; }

    public ModelEngine Engine { get; init; } = ModelEngine.LlamaSharp;

    /// <summary>Bootstrap resamples behind the intervals of rates and effect sizes.</summary>
    public int Resamples { get; init; } = 1000;

    [JsonIgnore]
    public bool HasReference => Reference is not null || HostedReference is not null || ImportedReference is not null;

    /// <summary>Whether a model is evaluated with adapters, so that others may be its base.</summary>
    [JsonIgnore]
    public bool HasAdapters => Lora.Count > 0 || Shadows.Any(shadow => shadow.Lora.Count > 0);

    /// <summary>The files of a local model of the run; null if it names none for this part.</summary>
    public ModelFiles? FilesOf(ModelRole role) => role == ModelRole.Target ? new ModelFiles(Model, Lora)
        : role == ModelRole.Reference ? Reference is { } reference ? new ModelFiles(reference, []) : null
        : Shadows.FirstOrDefault(shadow => shadow.Role == role && !shadow.IsImported)?.Files;

    /// <summary>The endpoint of a model of the run; null for a local one.</summary>
    public HostedModel? HostedAs(ModelRole role) => role == ModelRole.Target ? Hosted : role == ModelRole.Reference ? HostedReference : null;

    /// <summary>What was imported of a model of the run; null for one that can be asked.</summary>
    public ImportedModel? ImportedAs(ModelRole role) => role == ModelRole.Target ? Imported : role == ModelRole.Reference ? ImportedReference : null;
}

/// <summary>What lines that cannot be read, and files of folders that are not read, mean for a run that finishes.</summary>
public enum UnreadablePolicy
{
    /// <summary>They are counted and named.</summary>
    Skip,

    /// <summary>They count like documents that failed.</summary>
    Fail,
}

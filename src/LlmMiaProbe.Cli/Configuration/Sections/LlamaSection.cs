using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>How local models are evaluated.</summary>
internal sealed record LlamaSection
{
    [Setting(
        nameof(SettingGroup.Engine),
        "--native-directory",
        "folder of the engine's llama.cpp libraries",
        Placeholder = "folder", Unset = "those that come with the program", NeedsAbsolutePath = true)]
    public string? NativeDirectory { get; init; }

    /// <summary>Of the own binding.</summary>
    [Setting(
        nameof(SettingGroup.Training),
        "--training-directory",
        "folder of the llama.cpp libraries that train",
        Placeholder = "folder", Unset = "those that come with the program", NeedsAbsolutePath = true)]
    public string? TrainingDirectory { get; init; }

    [Setting(nameof(SettingGroup.Engine), "--numerics", "exact: the same bits alone and packed; fast: within 1e-2 nats", Default = "exact")]
    public NumericPolicy Numerics { get; init; }

    [Setting(nameof(SettingGroup.Engine), "--bos", "whether a BOS token precedes a text; auto: as the model says", Default = "auto")]
    public BosPolicy Bos { get; init; }

    [Setting(
        nameof(SettingGroup.Engine),
        "--context-length",
        "tokens of context; longer documents run in windows",
        Minimum = 16, Maximum = 1_048_576, Unset = "the model's own, at most 2048")]
    public int? ContextLength { get; init; }

    [Setting(nameof(SettingGroup.Engine), "--threads", "threads of a local model", Minimum = 1, AtMostCores = true, Unset = "one per core", IsBasic = true)]
    public int? Threads { get; init; }

    [Setting(
        nameof(SettingGroup.Engine), "--no-widen", "compute 16-bit weights in 32 bits, through a temporary copy", OptionText = "false", Default = "true")]
    public bool WidenWeights { get; init; }

    [Setting(nameof(SettingGroup.Engine), "--gpu-layers", "layers on the GPU; -1 for all", Default = "0", Minimum = -1, Maximum = 10_000, IsBasic = true)]
    public int GpuLayers { get; init; }

    [Setting(
        nameof(SettingGroup.Engine),
        "--main-gpu",
        "number of the GPU that takes the model where nothing is split",
        Default = "0", Minimum = 0, Maximum = 1_000)]
    public int MainGpu { get; init; }

    [Setting(nameof(SettingGroup.Engine), "--split-mode", "how several GPUs share a model: not, by layers, or by rows of matrices", Default = "layer")]
    public GpuSplit SplitMode { get; init; }

    [Setting(nameof(SettingGroup.Engine), "--allow-cpu", "compute on the CPU if --gpu-layers finds no GPU", Default = "false")]
    public bool AllowCpu { get; init; }

    [Setting(nameof(SettingGroup.Engine), "--engine", "what evaluates GGUF files", Default = "llama-sharp")]
    [Withdrawn(
        "semantic-kernel",
        "the chat of endpoints always goes through Semantic Kernel now, so it is no engine to choose: leave it out; --connector says whose chat it is")]
    public ModelEngine Engine { get; init; }

    /// <summary>Where the libraries of an engine are; null for those that come with the program.</summary>
    public string? DirectoryOf(ModelEngine engine) => engine == Engine ? NativeDirectory : engine == ModelEngine.LlamaCpp ? TrainingDirectory : null;
}

using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>How local models are evaluated.</summary>
internal sealed record LlamaSection
{
    /// <summary>Of the chosen engine; null for the libraries that come with the program.</summary>
    public string? NativeDirectory { get; init; }

    /// <summary>Of the own binding, for training; null for the libraries that come with the program.</summary>
    public string? TrainingDirectory { get; init; }

    public NumericPolicy Numerics { get; init; }

    public BosPolicy Bos { get; init; }

    /// <summary>Tokens; null for the model's own, at most 2,048.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Null for one per core.</summary>
    public int? Threads { get; init; }

    public bool WidenWeights { get; init; }

    /// <summary>-1 for all.</summary>
    public int GpuLayers { get; init; }

    /// <summary>Number of the GPU that takes the model where nothing is split.</summary>
    public int MainGpu { get; init; }

    public GpuSplit Split { get; init; }

    /// <summary>Compute on the CPU if GPU layers are asked for and no GPU is there.</summary>
    public bool AllowCpu { get; init; }

    public ModelEngine Engine { get; init; }

    /// <summary>Where the libraries of an engine are; null for those that come with the program.</summary>
    public string? DirectoryOf(ModelEngine engine) => engine == Engine ? NativeDirectory : engine == ModelEngine.LlamaCpp ? TrainingDirectory : null;

    public static LlamaSection From(SettingValues values) => new()
    {
        NativeDirectory = values.OptionalText(SettingKey.NativeDirectory),
        TrainingDirectory = values.OptionalText(SettingKey.TrainingDirectory),
        Numerics = values.Choice<NumericPolicy>(SettingKey.Numerics),
        Bos = values.Choice<BosPolicy>(SettingKey.Bos),
        ContextLength = values.OptionalInteger(SettingKey.ContextLength),
        Threads = values.OptionalInteger(SettingKey.Threads),
        WidenWeights = values.Switch(SettingKey.WidenWeights),
        GpuLayers = values.Integer(SettingKey.GpuLayers),
        MainGpu = values.Integer(SettingKey.MainGpu),
        Split = values.Choice<GpuSplit>(SettingKey.SplitMode),
        AllowCpu = values.Switch(SettingKey.AllowCpu),
        Engine = values.Choice<ModelEngine>(SettingKey.Engine),
    };
}

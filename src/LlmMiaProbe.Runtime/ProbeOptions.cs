using LlmMiaProbe.Files;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmMiaProbe.Runtime;

/// <summary>A model under test, what it is compared with, and how both are evaluated.</summary>
public sealed record ProbeOptions
{
    /// <summary>GGUF file under test; null if the model is behind <see cref="Endpoint"/>.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// LoRA adapters that <see cref="Model"/> is evaluated with, in order. Without a reference it is then compared with the bare model, whose
    /// weights are loaded once for both.
    /// </summary>
    public IReadOnlyList<LoraAdapter> Lora { get; init; } = [];

    /// <summary>GGUF file to compare with, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>Where the model under test is, if it is not a file.</summary>
    public EndpointSettings? Endpoint { get; init; }

    /// <summary>Where a model to compare with is, if it is not a file.</summary>
    public EndpointSettings? ReferenceEndpoint { get; init; }

    /// <summary>Whether keys and texts may go to an endpoint without encryption; never needed for one on this machine.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>SQLite file that keeps runs and evidence.</summary>
    public string Store { get; init; } = "mia-probe.db";

    /// <summary>Of every random choice.</summary>
    public int Seed { get; init; }

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

    public ModelEngine Engine { get; init; } = ModelEngine.LlamaSharp;

    /// <summary>Folder of the engine's native libraries; null for those that come with it.</summary>
    public string? NativeDirectory { get; init; }

    /// <summary>Told how far a run is; null to tell nobody.</summary>
    public IProgress<ProbeProgress>? Progress { get; init; }

    /// <summary>Receives warnings, and what the native library says.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The settings of a run before an endpoint was asked, with names in its place.</summary>
    /// <exception cref="ConfigurationException">No model is named, or two for one part, or a number is out of its range.</exception>
    internal RunSettings Sketch()
    {
        if ((Model is null) == (Endpoint is null))
        {
            throw new ConfigurationException("Name the model under test once: a GGUF file (Model), or an endpoint (Endpoint).");
        }

        if (Reference is not null && ReferenceEndpoint is not null)
        {
            throw new ConfigurationException("Name the model to compare with once: a GGUF file (Reference), or an endpoint (ReferenceEndpoint).");
        }

        if (Lora.Count > 0 && Model is null)
        {
            throw new ConfigurationException("Lora names adapters of a GGUF file, and the model under test is behind an endpoint: leave them out.");
        }

        LoraAdapter.RequireDistinct(nameof(Lora), Lora);
        if (Lora.Count == 0 && Model is not null && Reference is not null && OutsideFile.FinalPath(Model) == OutsideFile.FinalPath(Reference))
        {
            throw new ConfigurationException(
                $"Reference and Model are the same file ({Model}), so every comparison would be 0: "
                + "name the model from before the training.");
        }

        if (Endpoint is not null && (Endpoint.Url, Endpoint.Model) == (ReferenceEndpoint?.Url, ReferenceEndpoint?.Model))
        {
            throw new ConfigurationException(
                $"Endpoint and ReferenceEndpoint are the same model ({Endpoint.Model}), so every comparison would be 0: "
                + "name another one.");
        }

        Ranges.Require(nameof(Seed), Seed, 0, int.MaxValue);
        Ranges.Require(nameof(ContextLength), ContextLength, 16, 1 << 20);
        Ranges.Require(nameof(Threads), Threads, 1, Environment.ProcessorCount);
        Ranges.Require(nameof(GpuLayers), GpuLayers, -1, 10_000);
        return Settings(Endpoint?.Model ?? Path.GetFullPath(Model ?? ""), Reference ?? ReferenceEndpoint?.Model);
    }

    /// <exception cref="ConfigurationException">Both endpoints answer with one model.</exception>
    internal RunSettings ToSettings(HostedModel? hosted, HostedModel? reference) =>
        hosted is not null && hosted.Capability.ReportedModel == reference?.Capability.ReportedModel
            ? throw new ConfigurationException(
                $"The endpoint answers for {hosted.Settings.Model} and for {reference.Settings.Model} with the same model ({hosted.Capability.ReportedModel}), "
                + "so every comparison would be 0: name another one.")
            : Settings(hosted?.Settings.Model ?? Path.GetFullPath(Model ?? ""), Reference) with { Hosted = hosted, HostedReference = reference };

    private RunSettings Settings(string model, string? reference) => new()
    {
        Model = model,
        Lora = [.. Lora.Select(adapter => adapter with { File = Path.GetFullPath(adapter.File) })],
        Reference = reference is not null ? Path.GetFullPath(reference) : Lora.Count > 0 && ReferenceEndpoint is null ? model : null,
        Corpora = [],
        Attacks = [],
        Seed = Seed,
        Numerics = Numerics,
        Bos = Bos,
        ContextLength = ContextLength,
        Threads = Threads,
        WidenWeights = WidenWeights,
        GpuLayers = GpuLayers,
        Engine = Engine,
    };
}

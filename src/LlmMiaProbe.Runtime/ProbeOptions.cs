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

    /// <summary>GGUF file to compare with, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>Where the model under test is, if it is not a file.</summary>
    public EndpointSettings? Endpoint { get; init; }

    /// <summary>Where a model to compare with is, if it is not a file.</summary>
    public EndpointSettings? ReferenceEndpoint { get; init; }

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

    /// <exception cref="ConfigurationException">No model is named, or two for one part.</exception>
    internal RunSettings ToSettings(HostedModel? hosted, HostedModel? reference)
    {
        if ((Model is null) == (hosted is null))
        {
            throw new ConfigurationException("Name the model under test once: a GGUF file (Model), or an endpoint (Endpoint).");
        }

        if (Reference is not null && reference is not null)
        {
            throw new ConfigurationException("Name the model to compare with once: a GGUF file (Reference), or an endpoint (ReferenceEndpoint).");
        }

        return new RunSettings
        {
            Model = hosted?.Settings.Model ?? Path.GetFullPath(Model ?? ""),
            Reference = Reference is null ? null : Path.GetFullPath(Reference),
            Hosted = hosted,
            HostedReference = reference,
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
}

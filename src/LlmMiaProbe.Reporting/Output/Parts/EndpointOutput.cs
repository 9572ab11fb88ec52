using System.Text.Json.Serialization;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting;

/// <summary>A model behind an endpoint and what it was found to return.</summary>
public sealed record EndpointOutput
{
    public required string Url { get; init; }

    /// <summary>Addresses of servers of the same model that share the work; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Replicas { get; init; }

    public required string Model { get; init; }

    /// <summary>What it calls itself.</summary>
    public required string ReportedModel { get; init; }

    public required string? Server { get; init; }

    /// <summary>Fingerprint of what it is known by; null in runs of older versions.</summary>
    public string? Identity { get; init; }

    /// <summary>Requests that were sent to find this out; null in runs of older versions.</summary>
    public long? InspectionRequests { get; init; }

    /// <summary>How much it shows of its probabilities.</summary>
    public required string Access { get; init; }

    /// <summary>The route that scores given text; null if none does.</summary>
    public required string? PromptRoute { get; init; }

    /// <summary>What is known of each token.</summary>
    public required string Columns { get; init; }

    public required bool AddsBos { get; init; }

    public required string Tokenizer { get; init; }

    /// <summary>How tokens are counted before anything is asked.</summary>
    public required string TokenCounts { get; init; }

    public required int? ContextTokens { get; init; }

    public required bool Completions { get; init; }

    public required bool Chat { get; init; }

    /// <summary>Alternatives of a generated token in completions.</summary>
    public required int CompletionTopLogProbs { get; init; }

    /// <summary>Alternatives of a generated token in the chat.</summary>
    public required int ChatTopLogProbs { get; init; }

    /// <summary>Nats to which log-probabilities are rounded; null if none was found.</summary>
    public required double? RoundingStep { get; init; }

    /// <summary>Nats by which the same request twice differs at most; null if unknown.</summary>
    public required double? NoiseFloor { get; init; }

    public required bool? FollowsTemperature { get; init; }

    public required bool? RepeatsSeeds { get; init; }

    /// <summary>Sentences.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    public static EndpointOutput Of(HostedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var found = model.Capability;
        return new EndpointOutput
        {
            Url = model.Settings.Url.ToString(),
            Replicas = model.Settings.Replicas is { } replicas ? [.. replicas.Select(url => url.ToString())] : null,
            Model = model.Settings.Model,
            ReportedModel = found.ReportedModel,
            Identity = model.Fingerprint,
            InspectionRequests = model.Inspection?.Requests,
            Server = found.Server,
            Access = found.Access.ToString(),
            PromptRoute = found.PromptRoute,
            Columns = found.Columns.ToString(),
            AddsBos = found.AddsBos,
            Tokenizer = found.Tokenizer,
            TokenCounts = model.TokenCounts,
            ContextTokens = found.ContextTokens,
            Completions = found.HasCompletions,
            Chat = found.HasChat,
            CompletionTopLogProbs = found.CompletionTopLogProbs,
            ChatTopLogProbs = found.ChatTopLogProbs,
            RoundingStep = found.RoundingStep,
            NoiseFloor = found.NoiseFloor,
            FollowsTemperature = found.FollowsTemperature,
            RepeatsSeeds = found.RepeatsSeeds,
            Findings = found.Findings,
        };
    }
}

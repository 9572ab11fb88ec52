using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>What a model would write.</summary>
public sealed record GenerationOutput
{
    public required string Role { get; init; }

    public required string Model { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>How it would be asked.</summary>
    public required string Requests { get; init; }

    public required long Prompts { get; init; }

    /// <summary>Documents too short for a prompt.</summary>
    public required long TooShort { get; init; }

    public required long Continuations { get; init; }

    /// <summary>Of these, in the store already.</summary>
    public required long Cached { get; init; }

    public required long TokensToDecode { get; init; }

    /// <summary>At most.</summary>
    public required long TokensToProduce { get; init; }

    internal static GenerationOutput Of(PlannedGeneration planned) => new()
    {
        Role = planned.Role.Name,
        Model = planned.Model.Name,
        Fingerprint = planned.Model.Fingerprint.Value,
        Requests = planned.Requests,
        Prompts = planned.Cost.Prompts,
        TooShort = planned.Cost.TooShort,
        Continuations = planned.Cost.Attempts + planned.Cost.Cached,
        Cached = planned.Cost.Cached,
        TokensToDecode = planned.Cost.PromptTokens,
        TokensToProduce = planned.Cost.ProducedTokens,
    };
}

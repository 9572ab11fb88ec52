namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>What a loopback endpoint is from its start.</summary>
public sealed record LoopbackSettings
{
    public EndpointDefect Defect { get; init; }

    /// <summary>Null for as many as the provider gives.</summary>
    public int? TopLogProbs { get; init; }

    public double RoundingStep { get; init; }

    public string? ApiKey { get; init; }

    public int RetryAfterSeconds { get; init; }
}

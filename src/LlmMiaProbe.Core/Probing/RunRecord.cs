namespace LlmMiaProbe.Probing;

/// <summary>A run as stored.</summary>
public sealed record RunRecord
{
    public required long Id { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required RunStatus Status { get; init; }

    public required string ToolVersion { get; init; }

    public required RunSettings Settings { get; init; }

    public required RunCounts Counts { get; init; }

    public required IReadOnlyList<RunModel> Models { get; init; }
}

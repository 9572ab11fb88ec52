using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>A run as stored.</summary>
public sealed record RunRecord
{
    public required long Id { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required RunStatus Status { get; init; }

    public required string ToolVersion { get; init; }

    public required RunSettings Settings { get; init; }

    /// <summary>The run from whose evidence this one was computed; null for a run that gathered its own.</summary>
    public long? Parent { get; init; }

    /// <summary>What the user calls it; unique in its store, never a number.</summary>
    public string? Name { get; init; }

    /// <summary>What the user notes about it.</summary>
    public string? Note { get; init; }

    /// <summary>
    /// What was asked of endpoints, in all commands of the run together; nothing if all models are local. That of its parent, for a run
    /// computed from another.
    /// </summary>
    public EndpointUsage Usage { get; init; } = EndpointUsage.None;

    public required RunCounts Counts { get; init; }

    /// <summary>Whether something of the corpus is not in the result that the run was to hold. What was left out was never to be a document.</summary>
    public bool IsIncomplete => Counts.Failed > 0 || (Settings.Unreadable == UnreadablePolicy.Fail && Counts.Unreadable > 0);

    public required IReadOnlyList<RunModel> Models { get; init; }
}

public enum RunStatus
{
    /// <summary>Begun; also the state of a run that was killed.</summary>
    Running,
    Interrupted,
    Finished,
}

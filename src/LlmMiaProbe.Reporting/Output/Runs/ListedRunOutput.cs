using System.Globalization;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>A run of a store.</summary>
public sealed record ListedRunOutput
{
    public required long Run { get; init; }

    /// <summary>Such as membership, extraction or canary.</summary>
    public required string Kind { get; init; }

    /// <summary>UTC.</summary>
    public required string Started { get; init; }

    /// <summary>finished, interrupted or unfinished.</summary>
    public required string Status { get; init; }

    public required string ToolVersion { get; init; }

    public required long Documents { get; init; }

    public required long Scored { get; init; }

    public required long Failed { get; init; }

    /// <summary>Lines and records of the corpus.</summary>
    public required long Unreadable { get; init; }

    /// <summary>Files of the corpus.</summary>
    public required long LeftOut { get; init; }

    public required string? Name { get; init; }

    public required string? Note { get; init; }

    /// <summary>The run from whose evidence it was computed.</summary>
    public required long? Parent { get; init; }

    public required IReadOnlyList<string> Attacks { get; init; }

    public required IReadOnlyList<RunModelOutput> Models { get; init; }

    /// <summary>Runs in the order given.</summary>
    public static IReadOnlyList<ListedRunOutput> Of(IEnumerable<RunRecord> runs) => [.. runs.Select(Of)];

    public static string KindOf(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Settings.Task.Name;
    }

    /// <summary>A run that was killed is stored as running.</summary>
    public static string StatusOf(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Status == RunStatus.Running ? "unfinished" : run.Status.ToString().ToLowerInvariant();
    }

    private static ListedRunOutput Of(RunRecord run) => new()
    {
        Run = run.Id,
        Kind = KindOf(run),
        Started = run.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        Status = StatusOf(run),
        ToolVersion = run.ToolVersion,
        Documents = run.Counts.Documents,
        Scored = run.Counts.Scored,
        Failed = run.Counts.Failed,
        Unreadable = run.Counts.Unreadable,
        LeftOut = run.Counts.LeftOut,
        Name = run.Name,
        Note = run.Note,
        Parent = run.Parent,
        Attacks = [.. run.Settings.ScoredAttacks],
        Models = [.. run.Models.Select(model => new RunModelOutput(model.Role.Name, model.Model.Name, model.Model.Fingerprint.Value))],
    };
}

/// <summary>A model of a run.</summary>
public sealed record RunModelOutput(string Role, string Name, string Fingerprint);

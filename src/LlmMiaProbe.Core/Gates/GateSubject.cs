using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Gates;

/// <summary>The results that gates are held against.</summary>
public sealed record GateSubject
{
    /// <summary>What is tested, for people, such as <c>run 3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Documents, or canaries, that could not be scored.</summary>
    public required long Failed { get; init; }

    /// <summary>Of the corpus; null if none was read.</summary>
    public RunCounts? Counts { get; init; }

    /// <summary>Null unless membership was scored.</summary>
    public RunEvaluation? Membership { get; init; }

    /// <summary>Null unless extraction was measured.</summary>
    public ExtractionEvaluation? Extraction { get; init; }

    /// <summary>Null unless canaries were tested.</summary>
    public CanaryExposures? Canaries { get; init; }

    /// <summary>With an earlier run; null if none was named.</summary>
    public RunComparison? Comparison { get; init; }

    /// <param name="store">Holds the run.</param>
    /// <param name="run">A finished run that scored documents.</param>
    /// <param name="earlier">A run to compare with, or null.</param>
    /// <exception cref="ConfigurationException">The run has no result, or the two runs cannot be compared.</exception>
    public static GateSubject Of(IProbeStore store, long run, long? earlier)
    {
        var record = store.RequireRun(run);
        if (record.Settings.Task is CommandTask { Command: var command } task)
        {
            throw new ConfigurationException(
                $"Run {run} is {task.Description}, and such a run has no gates: name {MembershipTask.Sentence} or {ExtractionTask.Sentence}; "
                + $"run {run} was made by: {command}");
        }

        var subject = new GateSubject
        {
            Name = $"run {run}",
            Failed = record.Counts.Failed,
            Counts = record.Counts,
            Membership = record.Settings.Extraction is null ? StoredEvaluation.Find(store, run) : null,
            Extraction = record.Settings.Extraction is not null ? ExtractionEvaluation.Find(store, run) : null,
        };
        return subject is { Membership: { IsComplete: true } } or { Extraction: not null }
            ? subject with { Comparison = earlier is { } first ? new RunComparer(store).Compare(first, run) : null }
            : throw new ConfigurationException($"Run {run} did not finish, so there is nothing to test: 'mia-probe resume {run}' goes on with it.");
    }

    /// <param name="canaries">How exposed they are.</param>
    /// <param name="name">What is tested, for people.</param>
    public static GateSubject Of(CanaryExposures canaries, string name = "canaries")
    {
        ArgumentNullException.ThrowIfNull(canaries);
        return new GateSubject { Name = name, Failed = canaries.Failed, Canaries = canaries };
    }
}

using LlmMiaProbe.Words;

namespace LlmMiaProbe.Probing;

/// <summary>Finds runs as people name them, names them, and makes new ones of their evidence.</summary>
public static class StoredRuns
{
    /// <summary>Characters of a name at most.</summary>
    public const int LongestName = 64;

    /// <summary>What a run is wanted for whose evidence another is made of.</summary>
    internal const string Again = "to compute again";

    /// <summary>A run that is as it was when it ended, or has not ended.</summary>
    /// <exception cref="ConfigurationException">There is no such run.</exception>
    /// <exception cref="PrerequisiteException">It was altered.</exception>
    public static RunRecord RequireRun(this IProbeStore store, long run)
    {
        var record = store.RequireListed(run);
        store.RequireUnaltered(run);
        return record;
    }

    /// <summary>A run, whatever was done to it: for naming it, and for taking it away.</summary>
    /// <exception cref="ConfigurationException">There is no such run.</exception>
    public static RunRecord RequireListed(this IProbeStore store, long run)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.FindRun(run) ?? throw new ConfigurationException($"There is no run {run} in {store.Location}; 'mia-probe runs list' shows all.");
    }

    /// <summary>The number of the run with this name.</summary>
    /// <exception cref="ConfigurationException">No run has it.</exception>
    public static long RequireNamed(this IProbeStore store, string name)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.FindNamed(name)
            ?? throw new ConfigurationException($"There is no run named '{name}' in {store.Location}; 'mia-probe runs list' shows all.");
    }

    /// <summary>A run that scored documents, by whichever of the commands that do.</summary>
    /// <param name="store">Holds it.</param>
    /// <param name="run">Its number.</param>
    /// <param name="purpose">What it is wanted for, such as <c>to compare</c>.</param>
    /// <exception cref="ConfigurationException">There is no such run, or it was made by another command.</exception>
    public static RunRecord RequireScored(this IProbeStore store, long run, string purpose)
    {
        var record = store.RequireRun(run);
        return record.Settings.Task is not CommandTask { Command: var command }
            ? record
            : throw new ConfigurationException(
                $"Run {run} is {record.Settings.Task.Description} and scored no documents, so there is nothing {purpose}: name a run of 'mia-probe run' or "
                + $"'mia-probe extract', of which 'mia-probe runs list' shows all; run {run} was made by: {command}");
    }

    /// <param name="run">A run.</param>
    /// <param name="purpose">What it is wanted for, such as <c>to compute again</c>.</param>
    /// <exception cref="ConfigurationException">It did not finish.</exception>
    public static void RequireFinished(this RunRecord run, string purpose)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Status != RunStatus.Finished)
        {
            throw new ConfigurationException($"Run {run.Id} did not finish, so there is nothing {purpose}: 'mia-probe resume {run.Id}' goes on with it.");
        }
    }

    /// <summary>Makes a new run from the evidence of another, which stays as it is. If the analysis fails, there is no new run.</summary>
    /// <param name="store">Holds it.</param>
    /// <param name="run">The other one.</param>
    /// <param name="settings">Of the new run.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="started">Now.</param>
    /// <param name="analyze">Keeps the result of the run with the number that it is given.</param>
    /// <returns>The number of the new run, which is finished.</returns>
    /// <exception cref="ConfigurationException">The other run did not finish.</exception>
    public static long Recompute(this IProbeStore store, RunRecord run, RunSettings settings, string toolVersion, DateTimeOffset started, Action<long> analyze)
    {
        run.RequireFinished(Again);
        store.RequireEvidence(run);
        var copy = store.CopyRun(run.Id, settings, toolVersion, started);
        try
        {
            analyze(copy);
        }
        catch
        {
            // A run without a result would look like one that was stopped, and there is nothing to go on with.
            store.DeleteRun(copy);
            throw;
        }

        store.SetRunState(copy, RunStatus.Finished, run.Counts with { Cached = run.Counts.Scored, TokensDecoded = 0 });
        return copy;
    }

    /// <summary>Before anything is computed from a run's evidence.</summary>
    /// <exception cref="ConfigurationException">Some of it was taken out of the store for good.</exception>
    public static void RequireEvidence(this IProbeStore store, RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        if (store.CountPurged(run.Id) is > 0 and var purged)
        {
            throw new ConfigurationException(
                $"Of run {run.Id}, {Figures.Count(purged, "token score vector or attempt", "token score vectors and attempts")} were purged from "
                + $"{store.Location}, so nothing can be computed or checked anew; its scores and its result stay: mia-probe runs show {run.Id}");
        }
    }

    /// <summary>Names a run, or takes its name away.</summary>
    /// <param name="store">Holds it.</param>
    /// <param name="run">Its number.</param>
    /// <param name="name">Null for none.</param>
    /// <exception cref="ConfigurationException">There is no such run, the name is none, or another run has it.</exception>
    public static void NameRun(this IProbeStore store, long run, string? name)
    {
        _ = store.RequireListed(run);
        if (name is not null)
        {
            store.RequireFreeName(name, run);
        }

        store.SetRunName(run, name);
    }

    /// <exception cref="ConfigurationException">The name is none, or another run has it.</exception>
    public static void RequireFreeName(this IProbeStore store, string name, long? run = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        RequireName(name);
        if (store.FindNamed(name) is { } other && other != run)
        {
            throw new ConfigurationException(
                $"--name: run {other} in {store.Location} is called '{name}' already: "
                + $"choose another, or take it away from that one with 'mia-probe runs name {other} --none'.");
        }
    }

    /// <exception cref="ConfigurationException">It is none.</exception>
    public static void RequireName(string name)
    {
        if (!IsName(name))
        {
            throw new ConfigurationException(
                $"--name: '{name}' is no name of a run; expected a letter, then letters, digits, '.', '-' or '_', at most {LongestName} characters.");
        }
    }

    /// <summary>A letter, then letters, digits, '.', '-' or '_' (ASCII): never a number, safe in a shell.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= LongestName
            && char.IsAsciiLetter(text[0])
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
    }
}

using System.Collections.Concurrent;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>
/// Holds runs against their seals in the background, each once: that reads all of a run, and pages do not wait for it.
/// </summary>
/// <param name="open">Opens the store for a check of its own.</param>
internal sealed class SealWatch(Func<IBrowsedStore> open)
{
    private readonly ConcurrentDictionary<(long Run, RunStatus Status), Task> _checks = [];

    /// <summary>Begins the check of a run that is looked at.</summary>
    /// <returns>What to say as long as it is not known to be as it was; null after that.</returns>
    /// <exception cref="PrerequisiteException">It was altered since it ended.</exception>
    public string? Look(RunRecord run)
    {
        var check = _checks.GetOrAdd((run.Id, run.Status), key => Task.Run(() =>
        {
            using var store = open();
            store.AtOneMoment(() => store.RequireUnaltered(key.Run));
        }));
        if (check.IsFaulted)
        {
            check.GetAwaiter().GetResult();
        }

        return check.IsCompleted ? null : "This run is still being held against its seal; a later page says so if it was altered.";
    }
}

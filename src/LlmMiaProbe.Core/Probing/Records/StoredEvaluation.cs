using System.Text.Json;

namespace LlmMiaProbe.Probing;

/// <summary>What runs came to, as their store keeps it.</summary>
public static class StoredEvaluation
{
    /// <summary>Of a run that scored membership; null if nothing is kept yet.</summary>
    /// <exception cref="PrerequisiteException">What is kept cannot be read.</exception>
    public static RunEvaluation? Find(IProbeStore store, long run) => Find(store, run, json =>
    {
        // A part that is missing shows only when it is written; older versions left out parts that may be missing.
        var evaluation = RunEvaluation.FromJson(json);
        evaluation.ToJson();
        return evaluation;
    });

    internal static T? Find<T>(IProbeStore store, long run, Func<string, T> read)
        where T : class
    {
        if (store.FindEvaluation(run) is not { } json)
        {
            return null;
        }

        try
        {
            return read(json);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new PrerequisiteException(
                $"the store {store.Location} is damaged (what run {run} came to cannot be read): "
                + "restore it from a copy, or start a new one with --store", error);
        }
    }
}

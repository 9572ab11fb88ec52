namespace LlmMiaProbe.Probing;

/// <summary>Finds runs as people name them.</summary>
public static class StoredRuns
{
    /// <summary>Characters of a name at most.</summary>
    public const int LongestName = 64;

    /// <exception cref="ConfigurationException">There is no such run.</exception>
    public static RunRecord RequireRun(this IProbeStore store, long run)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.FindRun(run) ?? throw new ConfigurationException($"There is no run {run} in {store.Location}; 'mia-probe runs list' shows all.");
    }

    /// <summary>The number of the run with this name.</summary>
    /// <exception cref="ConfigurationException">No run has it.</exception>
    public static long RequireNamed(this IProbeStore store, string name)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.FindNamed(name) ?? throw new ConfigurationException($"There is no run named '{name}' in {store.Location}; 'mia-probe runs list' shows all.");
    }

    /// <summary>Names a run, or takes its name away.</summary>
    /// <param name="store">Holds it.</param>
    /// <param name="run">Its number.</param>
    /// <param name="name">Null for none.</param>
    /// <exception cref="ConfigurationException">There is no such run, the name is none, or another run has it.</exception>
    public static void NameRun(this IProbeStore store, long run, string? name)
    {
        _ = store.RequireRun(run);
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
            throw new ConfigurationException($"--name: run {other} in {store.Location} is called '{name}' already: choose another, or take it away from that one with 'mia-probe runs name {other} --none'.");
        }
    }

    /// <exception cref="ConfigurationException">It is none.</exception>
    public static void RequireName(string name)
    {
        if (!IsName(name))
        {
            throw new ConfigurationException($"--name: '{name}' is no name of a run; expected a letter, then letters, digits, '.', '-' or '_', at most {LongestName} characters.");
        }
    }

    /// <summary>A letter, then letters, digits, '.', '-' or '_' (ASCII): never a number, safe in a shell.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= LongestName && char.IsAsciiLetter(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
    }
}

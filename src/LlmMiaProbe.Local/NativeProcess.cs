namespace LlmMiaProbe.Local;

/// <summary>
/// Who has loaded llama.cpp into this process. Two builds of it share names of libraries and symbols, so the second
/// could run on parts of the first, with wrong numbers.
/// </summary>
internal static class NativeProcess
{
    private static string? s_owner;

    /// <exception cref="PrerequisiteException">Another engine has.</exception>
    public static void Claim(string owner)
    {
        if (Interlocked.CompareExchange(ref s_owner, owner, null) is { } other && other != owner)
        {
            throw new PrerequisiteException($"llama.cpp is already loaded by {other}; one process can use one engine only, not {owner} as well.");
        }
    }
}

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>How many cores local models run on.</summary>
/// <param name="cores">Cores that this process may use.</param>
/// <param name="threads">Llama:Threads; null for one per core.</param>
internal sealed class CoresCheck(int cores, int? threads) : IDoctorCheck
{
    public string Name => "cores";

    public DoctorFinding Run()
    {
        var found = $"{Count(cores, "core")}, local models use {Count(threads ?? cores, "thread")}";
        return threads < cores
            ? DoctorFinding.Warn(found, "Leave Llama:Threads (--threads) unset to use every core.")
            : DoctorFinding.Ok(found);
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}

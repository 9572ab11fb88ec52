namespace LlmMiaProbe.Cli.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Found">What is there, in a few words.</param>
/// <param name="Mend">What to do about it, one sentence; null if nothing.</param>
internal sealed record DoctorFinding(DoctorLevel Level, string Found, string? Mend)
{
    public static DoctorFinding Ok(string found) => new(DoctorLevel.Ok, found, null);

    public static DoctorFinding Warn(string found, string mend) => new(DoctorLevel.Warn, found, mend);

    public static DoctorFinding Fail(string found, string mend) => new(DoctorLevel.Fail, found, mend);
}

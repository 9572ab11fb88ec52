namespace LlmMiaProbe.Reporting;

/// <summary>Whether everything is there.</summary>
/// <param name="Status">ok, warn or fail: the worst of the checks.</param>
/// <param name="Checks">In the order in which they ran.</param>
public sealed record DoctorOutput(string Status, IReadOnlyList<DoctorCheckOutput> Checks);

/// <summary>What a check found.</summary>
/// <param name="Name">Of the check.</param>
/// <param name="Status">ok, warn or fail.</param>
/// <param name="Found">What is there.</param>
/// <param name="Mend">What to do about it; null if nothing.</param>
public sealed record DoctorCheckOutput(string Name, string Status, string Found, string? Mend);

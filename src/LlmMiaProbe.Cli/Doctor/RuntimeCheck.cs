using System.Runtime.InteropServices;

namespace LlmMiaProbe.Cli.Doctor;

internal sealed class RuntimeCheck(Version runtime) : IDoctorCheck
{
    private const int NeededMajor = 10;

    public RuntimeCheck()
        : this(Environment.Version)
    {
    }

    public string Name => ".NET runtime";

    public DoctorFinding Run() => runtime.Major >= NeededMajor
        ? DoctorFinding.Ok($"{runtime} on {RuntimeInformation.RuntimeIdentifier}")
        : DoctorFinding.Fail($"{runtime}", $"Install the .NET runtime {NeededMajor} or newer.");
}

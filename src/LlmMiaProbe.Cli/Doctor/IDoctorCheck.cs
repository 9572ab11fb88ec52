namespace LlmMiaProbe.Cli.Doctor;

/// <summary>One question about this machine. Asking it changes nothing.</summary>
internal interface IDoctorCheck
{
    /// <summary>What is checked, in a word or two.</summary>
    string Name { get; }

    DoctorFinding Run();
}

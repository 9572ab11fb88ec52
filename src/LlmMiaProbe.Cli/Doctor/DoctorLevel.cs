namespace LlmMiaProbe.Cli.Doctor;

internal enum DoctorLevel
{
    Ok,

    /// <summary>Something is not as it could be, but models can be probed.</summary>
    Warn,

    /// <summary>Models cannot be probed until it is mended.</summary>
    Fail,
}

using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether all settings are valid, and which files they came from.</summary>
internal sealed class SettingsCheck(SettingsReading reading) : IDoctorCheck
{
    public string Name => "settings";

    public DoctorFinding Run()
    {
        if (reading.Errors.Count > 0)
        {
            var count = reading.Errors.Count == 1 ? "1 error" : $"{reading.Errors.Count} errors";
            return DoctorFinding.Fail(count, string.Join('\n', reading.Errors));
        }

        var files = string.Join(
            ", ", new[] { reading.Settings.ConfigFilePath, reading.Settings.UserFilePath, reading.Settings.ProgramFilePath }.OfType<string>());
        return DoctorFinding.Ok(files.Length == 0 ? "no file, defaults" : files);
    }
}

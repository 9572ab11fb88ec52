using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Doctor;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>doctor</c>: is everything there, and if not, how is it mended?</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new DetailedCommand(
            "doctor",
            "Check runtime, settings, native library, models, store and build tools, and say how to mend what is missing.",
            """
            Each line says ok, warn or fail. Exit code 3 if anything fails. Without --model
            the bundled model is tried.
            """);
        SettingOptions.AddTo(command, SettingKey.Model, SettingKey.Reference, SettingKey.StorePath, SettingKey.NativeDirectory, SettingKey.Threads, SettingKey.Engine);
        command.SetAction(parsed =>
        {
            var reading = context.Inspect(parsed);
            var report = DoctorReport.Examine(Checks(reading));
            report.Write(context.Terminal);
            return report.ExitCode;
        });
        return command;
    }

    private static IEnumerable<IDoctorCheck> Checks(SettingsReading reading)
    {
        var settings = reading.Settings;
        var engine = settings.Llama.Engine;
        yield return new RuntimeCheck();
        yield return new SettingsCheck(reading);
        yield return new CoresCheck(Environment.ProcessorCount, settings.Llama.Threads);
        yield return new NativeLibraryCheck(engine, settings.Llama.NativeDirectory);
        yield return new ModelCheck("model", settings.Run.Model ?? Path.Combine(CommandContext.LabFolder, "target.gguf"), engine, settings.Llama.NativeDirectory);
        if (settings.Run.Reference is { } reference)
        {
            yield return new ModelCheck("reference", reference, engine, settings.Llama.NativeDirectory);
        }

        yield return new PackagesCheck();
        yield return new StoreCheck(settings.StorePath);
        yield return new LabCheck(CommandContext.LabFolder);
        yield return new NodeCheck();
    }
}

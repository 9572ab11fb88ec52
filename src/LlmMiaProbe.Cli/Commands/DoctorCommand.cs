using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Doctor;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>doctor</c>: is everything there, and if not, how is it mended?</summary>
internal static class DoctorCommand
{
    /// <summary>Also of the process that measures one engine.</summary>
    internal static Option<string?> Bench { get; } = new("--bench") { Description = "measure how fast each engine scores with this model", HelpName = "file" };

    public static Command Create(CommandContext context)
    {
        var command = new DetailedCommand(
            "doctor",
            "Check runtime, settings, native library, models, store and build tools, and say how to mend what is missing.",
            """
            Examples:
              mia-probe doctor
              mia-probe doctor --model tuned.gguf
              mia-probe doctor --output json

            Each line says ok, warn or fail. Exit code 3 if anything fails. Without --model
            the bundled model is tried. Both engines are loaded, the one that --engine does
            not choose in a process of its own.

            --model PATH takes any file or folder and says what it is: a GGUF with what
            scoring it takes, or weights in another form (safetensors, PyTorch, a folder of
            Hugging Face, a LoRA adapter of PEFT, a manifest of Ollama) with the command
            that makes a GGUF of them.

            --bench MODEL also measures how fast both engines score with a model here, in
            turn, three times five seconds each way: about a minute. Nothing else should
            run meanwhile.
            """) { Bench };
        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Lora), nameof(RunSection.Reference)),
            SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory), nameof(LlamaSection.Threads), nameof(LlamaSection.Engine)),
            SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Format)));
        command.SetAction(parsed =>
        {
            var reading = context.Inspect(parsed);
            var report = DoctorReport.Examine(Checks(reading, parsed.GetValue(Bench)));
            if (reading.Settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(report.ToOutput()));
            }
            else
            {
                report.Write(context.Terminal);
            }

            return report.ExitCode;
        });
        return command;
    }

    // An adapter by itself is tried over the base of the bundled one.
    private static string BundledModel(RunSection run) => Path.Combine(CommandContext.LabFolder, run.Lora.Count == 0 ? "target.gguf" : "base.gguf");

    private static IEnumerable<IDoctorCheck> Checks(SettingsReading reading, string? bench)
    {
        var settings = reading.Settings;
        var engine = settings.Llama.Engine == ModelEngine.LlamaCpp ? ModelEngine.LlamaCpp : ModelEngine.LlamaSharp;
        var other = engine == ModelEngine.LlamaCpp ? ModelEngine.LlamaSharp : ModelEngine.LlamaCpp;
        yield return new RuntimeCheck();
        yield return new SettingsCheck(reading);
        yield return new CoresCheck(Environment.ProcessorCount, settings.Llama.Threads);
        yield return new EngineCheck(engine, isChosen: true, () => EngineReport.Here(engine, settings.Llama.NativeDirectory));
        yield return new EngineCheck(other, isChosen: false, () => EngineReport.Elsewhere(other, FolderOf(other)));
        yield return new ModelCheck(
            "model",
            new ModelFiles(settings.Run.Model ?? BundledModel(settings.Run), RunSettingsFactory.Adapters(settings.Run)),
            engine,
            settings.Llama.NativeDirectory,
            () => RunSettingsFactory.ScorerOptions(settings));
        if (settings.Run.Reference is { } reference)
        {
            yield return new ModelCheck(
                "reference", new ModelFiles(reference, []), engine, settings.Llama.NativeDirectory, () => RunSettingsFactory.ScorerOptions(settings));
        }

        yield return new PackagesCheck();
        yield return new StoreCheck(settings.StorePath);
        yield return new CopiesCheck(TemporaryCopies.OfUser);
        yield return new LabCheck(CommandContext.LabFolder);
        yield return new NodeCheck();
        if (bench is not null)
        {
            yield return new BenchCheck(bench, engine, settings.Llama.Threads, (one, words) => EngineReport.Elsewhere(one, [.. words, .. FolderOf(one)]));
        }

        string[] FolderOf(ModelEngine one) => settings.Llama.DirectoryOf(one) is { } folder ? ["--native-directory", Path.GetFullPath(folder)] : [];
    }
}

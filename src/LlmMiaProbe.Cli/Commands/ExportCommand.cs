using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>export</c>: everything behind a run in one folder.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Required();
        var evidence = new Option<bool>("--evidence") { Description = "write the evidence bundle", Required = true };
        var folder = new Option<string>("--output-folder", "-o")
        {
            Description = "folder to write; empty, or not there yet", HelpName = "folder", Required = true,
        };
        var command = new DetailedCommand(
            "export",
            "Write the evidence behind a run as a folder that 'verify' checks.",
            """
            Example:
              mia-probe export 3 --evidence -o evidence-3 && mia-probe verify evidence-3

            The folder holds settings and models with their SHA-256, the documents as given,
            every attempt to make a model produce text (prompt, decoding, seed, output and
            finish reason; failed ones, too), token scores, scores, failures, and a manifest
            with size and SHA-256 of every file and the command that reproduces the run. The
            same store gives the same bytes. Keep the printed SHA-256 of the manifest apart
            from the folder: with it, nobody can change the one without the other.
            """) { run, evidence, folder };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path)));
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.ReadStore(settings);
            var record = store.RequireRun(parsed.GetValue(run).In(store));
            var target = parsed.GetValue(folder) ?? "";
            var manifest = EvidenceBundle.Write(store, store, record, RunCommandLine.Of(record.Settings), CommandContext.ToolVersion, target);
            var described = EvidenceBundle.Describe(Path.Combine(target, BundleManifest.FileName));
            var lines = new LabelledLines(context.Terminal);
            lines.Write(
                "evidence",
                $"{Names.OfPath(target)}: {Figures.Count(manifest.Files.Count + 1, "file")}, {Figures.Count(manifest.Documents, "document")}, "
                + $"{Figures.Count(manifest.Attempts, "attempt")} ({Figures.Count(manifest.FailedAttempts)} failed)");
            lines.WriteLine("manifest", $"sha256 {described.Sha256}");
            lines.WriteLine("next", $"mia-probe verify {ShellText.Quote(target)}");
            return ExitCodes.Done;
        });
        return command;
    }
}

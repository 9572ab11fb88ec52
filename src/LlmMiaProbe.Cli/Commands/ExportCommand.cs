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
        var sign = new Option<string?>("--sign") { Description = "private key to sign the bundle with, made by 'keys new'", HelpName = "file" };
        var timestamp = new Option<string?>("--timestamp")
        {
            Description = "timestamp authority (RFC 3161) to show the bundle's hash to; nothing else is sent", HelpName = "url",
        };
        var command = new DetailedCommand(
            "export",
            "Write the evidence behind a run as a folder that 'verify' checks.",
            """
            Examples:
              mia-probe export 3 --evidence -o evidence-3 && mia-probe verify evidence-3
              mia-probe export 3 --evidence -o signed-3 --sign key.pem

            The folder holds settings and models with their SHA-256, the documents as given,
            every attempt to make a model produce text (prompt, decoding, seed, output and
            finish reason; failed ones, too), token scores, scores, failures, and a manifest
            with size and SHA-256 of every file and the command that reproduces the run. The
            same store gives the same bytes. Keep the printed SHA-256 of the manifest apart
            from the folder: with it, nobody can change the one without the other.

            --sign adds manifest.dsse.json: an in-toto statement with the SHA-256 of every
            file, in a signed DSSE envelope. --timestamp adds manifest.tst: the token of an
            authority that saw the hash of the envelope (or of the manifest, if unsigned).
            Authorities are often asked over http; only a hash and a random number are sent.
            If there is no token, nothing is exported.
            """) { run, evidence, folder, sign, timestamp };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path)));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.ReadStore(settings);
            var record = store.RequireRun(parsed.GetValue(run).In(store));
            var target = parsed.GetValue(folder) ?? "";
            var key = parsed.GetValue(sign) is { } file ? SigningKey.Read(file, "--sign") : null;
            var authority = parsed.GetValue(timestamp) is { } url ? TimestampAuthority.At(url) : null;
            var isNew = !Directory.Exists(target);
            var manifest = EvidenceBundle.Write(store, store, record, RunCommandLine.Of(record.Settings), CommandContext.ToolVersion, target);
            try
            {
                await BundleSeals.SealAsync(target, manifest, key, authority, cancellationToken);
            }
            catch
            {
                EvidenceBundle.Remove(target, isNew);
                throw;
            }

            var described = EvidenceBundle.Describe(Path.Combine(target, BundleManifest.FileName));
            var lines = new LabelledLines(context.Terminal);
            lines.Write(
                "evidence",
                $"{Names.OfPath(target)}: {Figures.Count(manifest.Files.Count + 1, "file")}, {Figures.Count(manifest.Documents, "document")}, "
                + $"{Figures.Count(manifest.Attempts, "attempt")} ({Figures.Count(manifest.FailedAttempts)} failed)");
            lines.WriteLine("manifest", $"sha256 {described.Sha256}");
            if (key is not null)
            {
                lines.WriteLine("signed", $"by key {key.Public.Id} ({key.Public.Type})");
            }

            if (authority is not null)
            {
                lines.WriteLine("timestamp", BundleSeals.Timestamp);
            }

            lines.WriteLine("next", $"mia-probe verify {ShellText.Quote(target)}");
            return ExitCodes.Done;
        });
        return command;
    }
}

using System.CommandLine;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>verify</c>: whether an evidence bundle is what was written.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("folder") { Description = "folder that 'export --evidence' wrote" };
        var command = new DetailedCommand(
            "verify",
            "Check an evidence bundle: size and SHA-256 of every file, counts, and whether attempts, documents and models fit together.",
            """
            Needs neither store nor models. One line for each mismatch; the exit code is 5
            if there is any. It cannot see whether somebody wrote files and manifest anew:
            for that, compare the SHA-256 of the manifest with the one that 'export' gave.
            """) { folder };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(folder) ?? "";
            var check = BundleCheck.Of(path);
            var manifest = EvidenceBundle.Describe(Path.Combine(path, BundleManifest.FileName));
            foreach (var mismatch in check.Mismatches)
            {
                context.Terminal.Output.WriteLine(mismatch);
            }

            if (check.Mismatches.Count > 0)
            {
                context.Terminal.WriteError(
                    $"error: {path} is not what was exported ({check.Mismatches.Count} {(check.Mismatches.Count == 1 ? "mismatch" : "mismatches")})");
                return ExitCodes.GateFailed;
            }

            var lines = new LabelledLines(context.Terminal);
            lines.Write(
                "verified",
                $"{Figures.Count((check.Manifest?.Files.Count ?? 0) + 1, "file")}, {Figures.Count(check.Manifest?.Documents ?? 0, "document")}, "
                + $"{Figures.Count(check.Manifest?.Attempts ?? 0, "attempt")} of run {check.Manifest?.Run}");
            lines.WriteLine("manifest", $"sha256 {manifest.Sha256}");
            lines.WriteLine("command", check.Manifest?.Command ?? "");
            return ExitCodes.Done;
        });
        return command;
    }
}

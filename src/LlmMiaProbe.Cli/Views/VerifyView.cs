using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What became of holding a bundle against itself.</summary>
internal sealed class VerifyView(Terminal terminal)
{
    public void Write(BundleCheck check, SealCheck seals, string manifestSha256)
    {
        foreach (var mismatch in check.Mismatches)
        {
            terminal.Output.WriteLine(mismatch);
        }

        var lines = new LabelledLines(terminal);
        if (check.Count == 0 && check.Manifest is { } manifest)
        {
            lines.Write(
                "verified",
                $"{Figures.Count(manifest.Files.Count + 1, "file")}, {Figures.Count(manifest.Documents, "document")}, "
                + $"{Figures.Count(manifest.Attempts, "attempt")} of run {manifest.Run}");
        }

        if (check.Recomputed.Count > 0)
        {
            lines.WriteParts("recomputed", ", ", check.Recomputed.Select(part => $"{Figures.Count(part.Done)} of {Figures.Count(part.Of)} {part.What}"));
        }

        var label = "not";
        foreach (var clause in check.NotRecomputed)
        {
            lines.Write(label, clause);
            label = "";
        }

        label = "seals";
        foreach (var statement in seals.Statements)
        {
            lines.Write(label, statement);
            label = "";
        }

        if (check.Manifest is { } known)
        {
            lines.WriteLine("manifest", $"sha256 {manifestSha256}");
            if (check.Count == 0)
            {
                lines.WriteLine("command", known.ToCommandLine());
            }
        }
    }
}

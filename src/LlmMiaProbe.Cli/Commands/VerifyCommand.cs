using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Files;
using LlmMiaProbe.Local;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>verify</c>: whether an evidence bundle is what was written, and its numbers are what they are computed from.</summary>
internal static class VerifyCommand
{
    private const long LongestCertificate = 1 << 20;

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("folder") { Description = "folder that 'export --evidence' wrote" };
        var key = new Option<string?>("--key") { Description = "public key whose signature the bundle must have", HelpName = "file" };
        var authority = new Option<string?>("--timestamp-ca") { Description = "certificate (PEM) of the authority whose timestamp the bundle must have",
            HelpName = "file" };
        var command = new DetailedCommand(
            "verify",
            "Check an evidence bundle and compute its scores and results again from the token scores in it.",
            """
            Needs neither store nor models. Checked are size and SHA-256 of every file, that
            there is nothing else in the folder, every key of every line, and how documents,
            attempts, models and counts fit together. Scores, p-values, AUCs and the rest of
            the evaluation are computed again by the code that computed them. One line for
            each mismatch; the exit code is 5 if there is any, 3 if it is no bundle.
            What was not computed again is named.

            With --key the bundle must be signed by that key, with --timestamp-ca it must
            have a timestamp under that authority; without them a signature is only said to
            be there.

            It cannot see whether somebody made token scores up: 'replay' asks the model.

            Examples:
              mia-probe verify evidence-3
              mia-probe verify evidence-3 --key key.pem.pub
            """) { folder, key, authority };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(OutputSection.Format), nameof(OutputSection.Quiet)));
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var path = parsed.GetValue(folder) ?? "";
            var publicKey = parsed.GetValue(key) is { } file ? VerifyingKey.Read(file, "--key") : null;
            using var trusted = parsed.GetValue(authority) is { } certificate ? ReadCertificate(certificate) : null;
            using var scratch = new ScratchStore(TemporaryCopies.OfUser);
            var check = BundleCheck.Of(path, scratch.Open, context.Time.GetUtcNow());
            var seals = check.Manifest is { } sealedManifest ? SealCheck.Of(path, sealedManifest, publicKey, trusted) : SealCheck.None;
            check = check.With(seals);
            var manifest = EvidenceBundle.Describe(Path.Combine(path, BundleManifest.FileName));
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(VerifyOutput.Of(check, seals, manifest.Sha256)));
            }
            else
            {
                new VerifyView(context.Terminal).Write(check, seals, manifest.Sha256);
            }

            if (check.Count > 0)
            {
                var what = check.Count > seals.Mismatches.Count
                    ? "is not what was exported"
                    : "fits its manifest, but not the key or the authority that were given";
                context.Terminal.WriteError($"error: {path} {what} ({Figures.Count(check.Count, "mismatch", "mismatches")})");
                return ExitCodes.GateFailed;
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static X509Certificate2 ReadCertificate(string path)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(OutsideFile.ReadBytes(path, LongestCertificate));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"--timestamp-ca {path} cannot be read ({error.Message.TrimEnd('.')}): name the certificate of an authority",
                error);
        }
        catch (PrerequisiteException error)
        {
            throw new PrerequisiteException($"--timestamp-ca {error.Message}", error);
        }
        catch (CryptographicException error)
        {
            throw new ConfigurationException($"--timestamp-ca {path} is no certificate ({error.Message.TrimEnd('.')}): expected one in PEM or DER.", error);
        }
    }
}

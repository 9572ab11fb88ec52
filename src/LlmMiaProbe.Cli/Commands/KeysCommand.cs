using System.CommandLine;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Files;
using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>keys</c>: keys that sign evidence bundles.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandContext context) => new("keys", "Make keys that sign evidence bundles.") { CreateNew(context) };

    private static DetailedCommand CreateNew(CommandContext context)
    {
        var type = ChoiceOption.Create("--type", "kind of key", "ed25519", "ecdsa-p256");
        var file = new Option<string>("--output-file", "-o") { Description = "file for the private key; the public one goes beside it, as FILE.pub",
            HelpName = "file", Required = true };
        var command = new DetailedCommand(
            "new",
            "Make a private key and its public key.",
            """
            Example:
              mia-probe keys new -o key.pem
              mia-probe export 3 --evidence -o signed-3 --sign key.pem
              mia-probe verify signed-3 --key key.pem.pub

            The private key (PKCS#8, PEM) is not encrypted, and readable by you alone: keep
            it off machines that others use. Give the public key (PEM), or its id, to those
            who are to check signatures, by a way that you both trust. The id is the SHA-256
            of the public key. Keys of openssl (genpkey -algorithm ed25519) work as well.
            """) { type, file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file) ?? "";
            var key = parsed.GetValue(type) == "ecdsa-p256" ? SigningKey.NewEcdsaP256() : SigningKey.NewEd25519();
            Write(path, key);
            var lines = new LabelledLines(context.Terminal);
            lines.WriteLine("private", $"{path} (keep it secret)");
            lines.WriteLine("public", $"{path}.pub");
            lines.WriteLine("key id", key.Public.Id);
            return ExitCodes.Done;
        });
        return command;
    }

    // Both or none: a private key whose public one could not be written would be in the way of the next attempt.
    private static void Write(string path, SigningKey key)
    {
        var isWritten = false;
        try
        {
            PrivateFile.WriteNewText(path, key.ToPem());
            isWritten = true;
            PrivateFile.WriteNewText($"{path}.pub", key.Public.ToPem());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (isWritten)
            {
                File.Delete(path);
            }

            throw new PrerequisiteException(
                $"{path}{(isWritten ? ".pub" : "")} cannot be written ({error.Message.TrimEnd('.')}): name a new file with --output-file", error);
        }
    }
}

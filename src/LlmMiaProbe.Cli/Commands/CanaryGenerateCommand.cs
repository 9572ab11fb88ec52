using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Extraction.Canaries;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>canary generate</c>: documents to plant, a sealed record and what opens it.</summary>
internal static class CanaryGenerateCommand
{
    private const string DefaultFormat = "My password for the admin panel of site {site} is {secret}.";
    private const string DefaultRepetitions = "1,2,4,8,16,32,0";
    private const int DefaultReferences = 1000;

    // A seed this short can be found by trying.
    private const int ShortestSafeSeed = 16;

    public static Command Create(CommandContext context)
    {
        var format = new Option<string>("--format")
        {
            Description = "the text, with {secret} once and {site} for A, B, ...",
            HelpName = "text",
            DefaultValueFactory = _ => DefaultFormat,
        };
        var alphabet = new Option<string>("--alphabet") { Description = "symbols of a secret", HelpName = "text", DefaultValueFactory = _ => "0123456789" };
        var length = NumberOption.WholeOrNone("--length", "symbols of a secret [default: 8]", 1, 256);
        var count = NumberOption.WholeOrNone("--count", "canaries [default: 16]", 1, 100_000);
        var repetitions = new Option<string>("--repetitions")
        {
            Description = "copies to plant, dealt out in turn; 0 for a control",
            HelpName = "list",
            DefaultValueFactory = _ => DefaultRepetitions,
        };
        var references = NumberOption.WholeOrNone("--references", "references per canary that the test is going to draw [default: 1000]", 1, 1_000_000);
        var seed = new Option<string?>("--seed") { Description = "text that secrets are drawn from [default: 256 random bits]", HelpName = "text" };
        var output = new Option<string>("--out", "-o")
        {
            Description = "the sealed record to write", HelpName = "file", DefaultValueFactory = _ => "canaries.json",
        };
        var command = new DetailedCommand(
            "generate",
            "Draw canaries; write the documents to plant, a sealed record of them, and what opens the record.",
            """
            Example:
              mia-probe canary generate -o canaries.json --length 8 --count 16

            canaries.json           The record. It names neither secrets nor seed, only
                                    their SHA-256: publish or deposit it before training.
            canaries.planted.jsonl  A line (id, text) for every copy. Add it to the training
                                    data as it is.
            canaries.reveal.json    Seed and nonce. Keep it secret until training is over;
                                    'canary test' needs it.

            Secrets are drawn uniformly by a rule that the record spells out, so that others
            can check the draw. A control (0 copies) is drawn and never planted.
            """) { format, alphabet, length, count, repetitions, references, seed, output };
        command.SetAction(parsed =>
        {
            var copies = Repetitions(parsed.GetValue(repetitions) ?? DefaultRepetitions);
            var drawn = SealedCanaries.Draw(
                new CanaryTemplate(parsed.GetValue(format) ?? DefaultFormat),
                new SecretAlphabet(parsed.GetValue(alphabet) ?? "", parsed.GetValue(length) ?? 8),
                [.. Enumerable.Range(0, parsed.GetValue(count) ?? 16).Select(i => copies[i % copies.Count])],
                parsed.GetValue(references) ?? DefaultReferences,
                parsed.GetValue(seed) ?? RandomNumberGenerator.GetHexString(64, lowercase: true),
                RandomNumberGenerator.GetHexString(32, lowercase: true));
            if (parsed.GetValue(seed) is { Length: < ShortestSafeSeed })
            {
                context.Terminal.WriteNote(
                    $"A seed of fewer than {ShortestSafeSeed} characters can be guessed, and with it the secrets: leave --seed out for a random one.");
            }

            var path = parsed.GetValue(output) ?? "canaries.json";
            CanaryFile.Write(path, drawn);
            WriteResult(context.Terminal, path, drawn.Set);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void WriteResult(Terminal terminal, string path, CanarySet set)
    {
        var lines = new LabelledLines(terminal);
        lines.Write(
            "record",
            $"{path} · {Figures.Count(set.Canaries.Count)} canaries with {set.Alphabet.Bits.ToString("0.0", CultureInfo.InvariantCulture)} random bits each; "
            + "publish it before training");
        lines.Write(
            "plant",
            $"{CanaryFile.PlantedPath(path)} · {Figures.Count(set.Canaries.Sum(canary => canary.Repetitions), "line")} to add to the training data; "
            + $"{Figures.Count(set.Canaries.Count(canary => canary.Repetitions == 0), "control")} left out");
        lines.Write("keep", $"{CanaryFile.RevealPath(path)} · secret until training is over");
        lines.WriteLine("next", $"mia-probe canary test {ShellText.Quote(path)} --model FILE.gguf");
    }

    private static List<int> Repetitions(string text)
    {
        var copies = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 1_000_000)
            {
                throw new ConfigurationException(
                    $"option --repetitions: '{part}' is not allowed; expected whole numbers from 0 to 1000000 with commas between, "
                    + $"such as {DefaultRepetitions}");
            }

            copies.Add(number);
        }

        return copies;
    }
}

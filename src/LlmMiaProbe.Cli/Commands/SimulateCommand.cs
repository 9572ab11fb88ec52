using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Defences;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>simulate</c>: what the attacks of a run would lose if the model's endpoint defended itself.</summary>
internal static class SimulateCommand
{
    private static readonly Argument<string[]> s_defences = new("defence") { Description = "such as topk=1,0, round=0.01, no-echo, temperature-floor=0.7, memfree=10, min-match=20, budget=100; see below", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> s_listed = new("--listed") { Description = "corpus that memfree and min-match protect; a .txt file is one text [default: the run's own documents]", HelpName = "path" };

    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Required();
        var command = new DetailedCommand(
            "simulate",
            "Show what attacks lose if an endpoint shows less, answers less or holds back, from stored evidence.",
            """
            Examples:
              mia-probe simulate 3 topk=1,0 round=0.1,0.01 no-echo
              mia-probe simulate 4 budget=1,100 temperature-floor=0.9 topk=1
              mia-probe simulate 4 memfree=10 min-match=20 --listed protected.txt

            For those who offer a model. The attacks of a finished run are computed again
            from what an attacker would see of the target. The reference stays as it is: it
            is the attacker's own. Nothing is kept.
              topk=1      Only the likeliest token of each place is shown. For another the
                          attacker puts the largest possible value, ln min(p_1, 1 - p_1).
                          More cannot be simulated: the store keeps the likeliest only.
              topk=0      No log-probability is shown.
              round=STEP  Log-probabilities are rounded to multiples of so many nats.
              no-echo     Given text is not scored.

            In a run of 'extract' these leave what comes out as it is; shown is between what
            bounds p_z can still be told. Others change what comes out:
              budget=N    Each window is drawn at most N times. The table gives the expected
                          share of the windows that come out at least once, the mean of
                          1 - (1 - p_z)^N, and of the characters, each by the best window
                          over it; so every other defence is shown under each budget, too.
              temperature-floor=T  Of the decodings that the run measured ('extract
                          --temperature'), those of T or more are left, and no greedy one.
              memfree=N   MemFree decoding (Ippolito et al. 2022): a next token that completes
                          N tokens in a row of a listed text is rejected. The filter sees
                          prompt and output, so the stretch may begin in the prefix. A suffix
                          that is caught gets a p_z of 0; any other keeps at least its own.
                          Near-verbatim text persists and p_z does not see it. Needs the
                          model's file (--model if it has moved) for its tokenizer.
              min-match=N An output with N or more consecutive words of a listed text is
                          withheld. It looks at the output alone, at words without case and
                          punctuation. Translations and inserted symbols evade it.
            Listed is each document of the run, or what --listed names.
            """) { run, s_defences };
        command.Options.Add(s_listed);
        SettingOptions.AddTo(command, SettingKey.Model, SettingKey.Threads, SettingKey.NativeDirectory, SettingKey.StorePath, SettingKey.Format, SettingKey.Quiet, SettingKey.Verbose);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var defences = DefenceSelection.Parse(parsed.GetValue(s_defences) ?? []);
            var source = new SimulationSource(settings.Run.Model, Listed(parsed.GetValue(s_listed)), settings.Llama.Threads);
            using var store = CommandContext.ReadStore(settings);
            new SimulationSession(context, settings, defences, source).Show(store, parsed.GetValue(run), cancellationToken);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    /// <exception cref="ConfigurationException">There is no text to protect.</exception>
    private static List<string>? Listed(string? path)
    {
        if (path is null)
        {
            return null;
        }

        // A stretch may run over the blank lines of a work.
        var isBook = Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase);
        List<string> texts = [.. CorpusReader.Read([new CorpusSource(Path.GetFullPath(path), IsBook: isBook)]).Select(entry => entry.Document?.Text).OfType<string>()];
        return texts.Count > 0 ? texts : throw new ConfigurationException($"--listed: there is no document in {path}.");
    }
}

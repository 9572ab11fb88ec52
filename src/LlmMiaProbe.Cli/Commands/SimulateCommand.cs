using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Defences;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>simulate</c>: what the attacks of a run would lose if the model's endpoint defended itself.</summary>
internal static class SimulateCommand
{
    private static readonly Argument<string[]> s_defences = new("defence")
    {
        Description = "such as topk=1,0, round=0.01, no-echo, temperature-floor=0.7, memfree=10, min-match=20, budget=100; see below",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<string?> s_listed = new("--listed")
    {
        Description = "corpus that memfree and min-match protect; a .txt file is one text [default: the run's own documents]",
        HelpName = "path",
    };

    /// <summary>The option of the commands that make runs.</summary>
    public static Option<string[]> BesideRun { get; } = new("--simulate")
    {
        Description = "defences to simulate on the finished run, as 'mia-probe simulate' does",
        HelpName = "defence",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Required();
        var command = new DetailedCommand(
            "simulate",
            "Show what attacks lose if an endpoint shows less, answers less or holds back, from stored evidence.",
            """
            Examples:
              mia-probe simulate 3 topk=1,0 round=0.1,0.01 no-echo budget=1,5
              mia-probe simulate 3 topk=20,5 --model tuned.gguf
              mia-probe simulate 4 budget=1,100 temperature-floor=0.9 topk=1
              mia-probe simulate 4 memfree=10 min-match=20 --listed protected.txt

            For those who offer a model. The attacks of a finished run of 'run' or 'extract'
            are computed again from what an attacker would get of the target. The reference
            stays as it is: it is the attacker's own. Nothing is kept.

            What is shown; what comes out stays as it is, so of an extraction run you see
            between what bounds p_z can still be told without drawing:
              topk=K      Only the K likeliest tokens of each place are shown. For any other
                          an attacker puts the largest possible value, ln min(p_K, 1 - the
                          sum of those shown), or leaves it out of target and reference
                          alike: an AUC is that of whichever tells the labels better apart.
                          The store keeps the likeliest only: for K above 1, --model names
                          the run's model (the same file by content), and the documents are
                          decoded once more. 0 shows nothing.
              round=STEP  Log-probabilities are rounded to multiples of so many nats.
              no-echo     Given text is not scored.
            The AUC of an attack need not fall with every token less that is shown.
            What is answered:
              budget=N    In an extraction run each window is drawn N times: the expected
                          share of the windows that come out at least once, the mean of
                          1 - (1 - p_z)^N, and of the characters, each by the best window
                          over it, under every other defence, too. In a run of membership N
                          requests a document, each one text scored or one continuation: the
                          greedy one and the first N - 1 samples of a pool are left, and
                          attacks that need more texts scored are out.
              temperature-floor=T  Decodings that the run measured or drew below T are gone,
                          and greedy decoding with them.
            What is held back; in a pool an empty reply, in an extraction run a p_z of 0:
              memfree=N   MemFree decoding (Ippolito et al. 2022): a next token that would
                          complete N tokens in a row of a listed text is rejected. The
                          filter sees prompt and output, so the stretch may begin in the
                          prefix. Other suffixes keep at least their p_z. Near-verbatim text
                          persists, and p_z does not see it. Needs the model's file for its
                          tokenizer (--model if it has moved). Pools would have to be drawn
                          anew, so attacks on them do not apply.
              min-match=N An output with N or more consecutive words of a listed text is
                          withheld. It looks at the output alone, at words without case and
                          punctuation. Translations and inserted symbols evade it.
            Listed is each document of the run itself, or what --listed names.
            """) { run, s_defences };
        command.Options.Add(s_listed);
        SettingOptions.AddTo(
            command,
            SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Lora)),
            SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory), nameof(LlamaSection.Engine)),
            SettingGroup.Output);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var session = Session(context, settings, parsed.GetValue(s_defences) ?? [], parsed.GetValue(s_listed));
            using var store = CommandContext.ReadStore(settings);
            await session.ShowAsync(store, parsed.GetValue(run).In(store), cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>What <c>--simulate</c> asks for beside a run; null if nothing.</summary>
    /// <exception cref="ConfigurationException">A defence is none, or the result is to be one JSON object.</exception>
    public static SimulationSession? Beside(
        CommandContext context, ProbeSettings settings, ParseResult parsed) => parsed.GetValue(BesideRun) is not { Length: > 0 } defences ? null
        : settings.Output.Format == OutputFormat.Json
            ? throw new ConfigurationException(
                "--simulate prints tables: leave --output json out, or name the run to 'mia-probe simulate RUN ... --output json' afterwards.")
            : Session(context, settings, defences, listed: null);

    private static SimulationSession Session(CommandContext context, ProbeSettings settings, string[] defences, string? listed) =>
        new(context, settings, DefenceSelection.Parse(defences), new SimulationSource(settings.Run.Model, Listed(listed),
            RunSettingsFactory.Adapters(settings.Run)));

    /// <exception cref="ConfigurationException">There is no text to protect.</exception>
    private static List<string>? Listed(string? path)
    {
        if (path is null)
        {
            return null;
        }

        // A stretch may run over the blank lines of a work.
        var isBook = Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase);
        List<string> texts =
        [
            .. CorpusReader.Read([new CorpusSource(Path.GetFullPath(path), IsBook: isBook)]).Select(entry => entry.Document?.Text).OfType<string>(),
        ];
        return texts.Count > 0 ? texts : throw new ConfigurationException($"--listed: there is no document in {path}.");
    }
}

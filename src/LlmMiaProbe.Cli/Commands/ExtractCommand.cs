using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Views;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>extract</c>: documents in, the probability that a model emits them out.</summary>
internal static class ExtractCommand
{
    public static Command Create(CommandContext context)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "print windows, tokens, what is cached and memory; score nothing" };
        var command = new DetailedCommand(
            "extract",
            "Measure with what probability a local GGUF model or a hosted one emits documents, window by window.",
            $$"""
            Examples:
              mia-probe extract --model tuned.gguf --reference base.gguf --book novel.txt
              mia-probe extract --model tuned.gguf --book novel.txt --stride 200 --dry-run
              mia-probe extract --model m.gguf --corpus docs.jsonl --sample 20 --prior
              mia-probe extract --model m.gguf --book novel.txt --temperature 0.8 --top-k 40
              mia-probe extract --model m.gguf --book novel.txt --sample 50 --draws 20
              mia-probe extract --endpoint https://host/v1 --endpoint-model m \
                --tokenizer same-family.gguf --book novel.txt --sample 50 --dry-run
              mia-probe extract --endpoint https://host/v1 --endpoint-model m \
                --endpoint-tokenizer o200k_base --book novel.txt --sample 50

            A window is a prefix that the model is given and a suffix that it must emit, cut
            between tokens of the text, which is tokenised anew at each start. p_z is the
            probability that the suffix is drawn exactly, under the model's own distribution
            (temperature 1, nothing cut off) and, with --temperature, --top-k or --top-p,
            also under that decoding. A character counts with the largest p_z of the windows
            whose suffix covers it; the prefix is given and never counts.

            Of chat records, each answer with --suffix-tokens tokens or more is one window:
            all that precedes it is given, as much of its end as the context holds, and its
            first tokens must follow; --prefix-tokens, --stride and --sample play no part.
            What outputs call the start of such a window is the end of the answer before it.

            p_z counts exact copies only. --draws n draws continuations after each prefix
            and counts those within --epsilon edits of the suffix, in tokens; if there are
            none, it prints the probability that they rule out. The store keeps every draw.

            Cost: one pass of prefix and suffix a window and model, two with --prior. A
            novel of 440,000 characters has 44,000 windows; --stride or --sample cuts that.
            Draws are made token by token, n times a window: use them with --sample.

            Extraction is not membership: what is not extracted may have been in the
            training data, and what is may be boilerplate; --reference and --prior show
            that.

            At an endpoint, windows are cut by a tokenizer at hand: that of a GGUF that
            splits text as the hosted model does (--tokenizer), or for models of OpenAI's
            families a built-in one (by the model's name, or --endpoint-tokenizer). The way
            depends on what the endpoint returns:
              log-probabilities of given text       p_z, one request a window
              alternatives of generated tokens      bounds of p_z, one request a token of
                                                    the suffix
              text only                             no p_z: use continue, secret or ask
            A token that is not among the alternatives has a probability between 0 and the
            smallest shown, so p_z, and every figure of it, is given as at least and at
            most. Windows that the endpoint splits in another way are not measured; they are
            counted with the reason. --prior, --draws and decoding need a local model.

            {{EndpointOptions.Help}}
            """)
        {
            dryRun,
        };
        AddSettings(command);
        GateOptions.AddTo(command);
        command.Options.Add(RunArgument.Name);
        EndpointOptions.AddTo(command);
        command.Options.Add(SimulateCommand.BesideRun);
        command.Options.Add(NoDecode.Option);
        command.Options.Add(NoDecode.MixedNumerics);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var simulation = SimulateCommand.Beside(context, settings, parsed);
            if (simulation is not null && settings.Endpoint.Url is not null)
            {
                throw new ConfigurationException(
                    "--simulate: an endpoint shows less than a model does already, so defences on extraction are simulated with --model FILE.gguf: "
                    + "leave one of the two out.");
            }

            var gates = GateOptions.Session(context, settings, parsed);
            RunSettingsFactory.RequireBeforeAsking(RunSettingsFactory.BareForExtraction(settings));
            HostedExtraction.RequireBeforeAsking(settings.Extraction.ToSettings(), settings.Endpoint);
            var (hosted, hostedReference) = await context.InspectAsync(settings, cancellationToken);
            var run = RunSettingsFactory.ForExtraction(settings, hosted, hostedReference);
            return parsed.GetValue(dryRun)
                ? await new PlanView(context).ShowAsync(settings, run, cancellationToken)
                : await new ProbeSession(context, settings, gates, simulation, parsed.GetValue(RunArgument.Name))
                {
                    Missing = NoDecode.Of(parsed),
                    AcceptsMixedNumerics = parsed.GetValue(NoDecode.MixedNumerics),
                }.RunAsync(run, cancellationToken);
        });
        return command;
    }

    /// <summary>What says which models, which documents and how.</summary>
    public static void AddSettings(Command command) => SettingOptions.AddTo(
        command,
        SettingGroup.Models.Only(nameof(RunSection.Model), nameof(RunSection.Lora), nameof(RunSection.Reference)),
        SettingGroup.Documents.Only(
        [
            nameof(RunSection.Corpus), nameof(RunSection.Books), nameof(RunSection.Limit), nameof(RunSection.Strict), .. RunSection.Reading,
            nameof(RunSection.Unreadable), nameof(RunSection.KeepText), nameof(RunSection.ChatTemplate), nameof(RunSection.ChatUnit),
        ]),
        SettingGroup.Windows,
        SettingGroup.Statistics.Only(nameof(RunSection.Seed)),
        SettingGroup.Engine,
        SettingGroup.Output);
}

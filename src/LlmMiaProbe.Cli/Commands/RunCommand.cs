using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Views;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>run</c>: documents in, membership scores out.</summary>
internal static class RunCommand
{
    public static Command Create(CommandContext context)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "print documents, tokens, forward passes, what is cached and memory; score nothing" };
        var command = new DetailedCommand(
            "run",
            "Score documents for membership with a local GGUF model or a hosted one.",
            $$"""
            Examples:
              mia-probe run --model tuned.gguf --reference base.gguf --corpus docs.jsonl
              mia-probe run --model tuned.gguf --members seen.txt --non-members new.txt
              mia-probe run --model tuned.gguf --corpus docs.jsonl --calibration new.jsonl
              mia-probe run --model tuned.gguf --corpus docs.jsonl --limit 100 --dry-run
              mia-probe run --model m.gguf --corpus docs.jsonl --attacks 'loss,min-k(k=0.1)'
              mia-probe run --endpoint https://host/v1 --endpoint-model m --corpus d.jsonl

            Corpora: .jsonl (id, text, label member|nonmember|unknown, group), .csv with the
            same columns, a folder of text files, or plain text split by blank lines. Chat
            records (messages, prompt and completion, instruction and output) and data sets
            as published (WikiMIA, BookMIA, MIMIR, ...) are recognised by their fields; what
            was recognised is said first, and --text-field, --label-field, --id-field and
            --group-field name other fields. The text is scored exactly as given. Documents
            longer than the context run in windows that overlap by half: every token is
            scored once.

            Chat records (messages, conversations, prompt and completion, ...) are put
            together by the model's own chat template, or by --chat-template. Only what the
            assistant says is scored, without the mark that ends its turn; the rest is read.
            Template and contents are tokenised apart: special tokens that a record spells
            are text. A template is recognised by its text and not executed, so a default
            system message that it would add is added only if the records have it. Attacks
            on produced text do not apply.

            Decisions: documents labelled unknown are tested or, if there are none, those
            labelled member. Each is held against known non-members: those of --calibration,
            or else those labelled nonmember. Its p-value is the share of them that score as
            high, itself included; --fdr bounds the share of chance among what is found. The
            attack that decides is fixed by the models of the run, never by its result.

            Shadow models (--shadows manifest.json) are models like the target whose
            training documents are known; they add lira, rmia and z-score:
              {"shadows": [{"model": "a.gguf", "trained_on": ["id 1", "id 2"]},
                           {"scores": "loss.csv", "column": "b", "trained_on": ["id 2"]}]}
            Paths are relative to the manifest. A table of scores has a column document and
            columns of mean log-probabilities per token, the scores of the attack loss.

            Numbers (--numerics):
              exact  Flash attention off, F32 KV cache, sequences apart. A document has the
                     same bits alone, packed with others and in any order. Within 1e-4 nats
                     of a double-precision implementation for 16- and 32-bit weights.
              fast   Flash attention on, one document a decode: up to twice as fast on small
                     models, within 1e-2 nats on any token and 1e-3 on average for 16- and
                     32-bit weights. The same bits in any order.
            Quantised weights are multiplied with 8-bit activations under both, as whoever
            deploys the model does. The policy is stored with the run and is part of every
            evidence key.

            {{EndpointOptions.Help}}
            Documents longer than the context that the endpoint reports (or --context-length
            says) run in windows cut before white space that overlap by half. Where the
            endpoint splits an overlap in two ways, the document fails.
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
            var (gates, simulation) = (GateOptions.Session(context, settings, parsed), SimulateCommand.Beside(context, settings, parsed));
            RunSettingsFactory.RequireBeforeAsking(settings);
            var (hosted, hostedReference) = await context.InspectAsync(settings, cancellationToken);
            var run = RunSettingsFactory.From(settings, hosted, hostedReference);
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
        SettingGroup.Models,
        SettingGroup.Documents.Without(nameof(RunSection.Books)),
        SettingGroup.Statistics,
        SettingGroup.Engine,
        SettingGroup.Output);
}

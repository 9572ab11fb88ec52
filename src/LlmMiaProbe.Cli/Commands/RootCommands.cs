using System.CommandLine;
using System.CommandLine.Help;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The command tree.</summary>
internal static class RootCommands
{
    public static RootCommand Create(CommandContext context)
    {
        var root = new RootCommand(
            """
            Membership and extraction probes for language models.

            Scores are evidence, not verdicts: a score says how a document compares with the
            non-members that you supply. Start with 'mia-probe demo', then
              mia-probe run --model tuned.gguf --reference base.gguf --corpus docs.jsonl

            Settings: command line > environment (MIAPROBE__Section__Key) > --config file >
            your own file > the program's file > default; never from the current folder.
            'mia-probe config show' prints each with its origin and names the files.
            Exit codes: 0 done, 1 bug, 2 usage or configuration, 3 something is missing,
            4 finished but some documents failed, 5 a gate failed, 130 interrupted,
            143 terminated.
            """)
        {
            DemoCommand.Create(context),
            RunCommand.Create(context),
            ExtractCommand.Create(context),
            LabCommand.Create(context),
            ResumeCommand.Create(context),
            RescoreCommand.Create(context),
            SimulateCommand.Create(context),
            ReportCommand.Create(context),
            ViewCommand.Create(context),
            RunsCommand.Create(context),
            ExchangeabilityCommand.Create(context),
            EvidenceCommand.Create(context),
            CanaryCommand.Create(context),
            AttacksCommand.Create(context),
            SecretCommand.Create(context),
            ContinueCommand.Create(context),
            AskCommand.Create(context),
            PromptsCommand.Create(context),
            ExportCommand.Create(context),
            ShardCommand.Create(context),
            StoreCommand.Create(context),
            VerifyCommand.Create(context),
            ReplayCommand.Create(context),
            KeysCommand.Create(context),
            FrequenciesCommand.Create(context),
            ModelsCommand.Create(context),
            CorpusCommand.Create(context),
            DoctorCommand.Create(context),
            ConfigCommand.Create(context),
            CompletionCommand.Create(context),
            HelpCommand.Create(),
        };
        root.Options.Add(SettingOptions.ConfigFile);
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Description = "show this help; '--help all' shows everything";
            if (help.Action is HelpAction action)
            {
                action.MaxWidth = context.Terminal.Traits.Width;
                help.Action = new DetailedHelpAction(action);
            }
        }

        foreach (var version in root.Options.OfType<VersionOption>())
        {
            version.Description = "show the version";
            version.Action = new VersionAction();
        }

        return root;
    }
}

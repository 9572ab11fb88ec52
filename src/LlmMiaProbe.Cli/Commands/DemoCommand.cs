using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>demo</c>: the main job on the bundled lab.</summary>
internal static class DemoCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new DetailedCommand(
            "demo",
            "Score the bundled 800 passages, half of them known members, with the bundled fine-tuned model and its base model as reference.",
            """
            Examples:
              mia-probe demo
              mia-probe demo --limit 100 --output json
            """);
        SettingOptions.AddTo(
            command,
            SettingGroup.Documents.Only(nameof(RunSection.Limit)),
            SettingGroup.Statistics.Only(nameof(RunSection.Seed)),
            SettingGroup.Engine.Only(
                nameof(LlamaSection.NativeDirectory), nameof(LlamaSection.Numerics), nameof(LlamaSection.Threads), nameof(LlamaSection.Engine)),
            SettingGroup.Output);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            context.Terminal.WriteNote("The bundled target was fine-tuned on the 400 passages labelled member; corpora/lab/CARD.md tells how.");
            return new ProbeSession(context, settings).RunAsync(Lab(settings), cancellationToken);
        });
        command.Subcommands.Add(DemoLabCommand.Create(context));
        return command;
    }

    private static RunSettings Lab(ProbeSettings settings)
    {
        var run = new RunSettings
        {
            Model = FileOf("target.gguf"),
            Reference = FileOf("base.gguf"),
            Corpora = [new CorpusSource(FileOf("passages.jsonl"))],
            Attacks = [],
            Limit = settings.Run.Limit,
            Seed = settings.Run.Seed,
            Resamples = settings.Run.Resamples,
            Numerics = settings.Llama.Numerics,
            Threads = settings.Llama.Threads,
            Engine = settings.Llama.Engine,
        };
        return run with { Attacks = RunRequests.Select([], run) };
    }

    internal static string FileOf(string name)
    {
        var path = Path.Combine(CommandContext.LabFolder, name);
        return File.Exists(path)
            ? path
            : throw new PrerequisiteException($"The bundled lab is incomplete: {path} is missing. Build the program again from a complete checkout.");
    }
}

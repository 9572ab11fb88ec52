using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Lab;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Lab;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Shadows;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>lab evaluate</c>: a target against its base and shadow models, all attacks.</summary>
internal static class LabEvaluateCommand
{
    private static readonly string[] s_ofShadows = ["lira", "lira-offline", "rmia", "rmia-offline", "z-score"];

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("folder") { Description = "folder of a lab" };
        var start = LabOptions.Base();
        var model = new Option<string?>("--model") { Description = "the target [default: target.gguf in the folder]", HelpName = "file" };
        var command = new DetailedCommand(
            "evaluate",
            "Score a lab's members and non-members with its target, base and shadow models: all attacks in one table.",
            """
            Example:
              mia-probe lab evaluate lab --base base.gguf

            The base model alone shows what the documents give away without training: its
            attacks have to be at .5 within their intervals. With shadow models the AUC of
            their attacks is also told for the first 1, 2, 4, ... of them. What was scored
            before comes from the store. Of chat records name the --chat-template that the
            target was trained with.
            """) { folder, start, model };
        SettingOptions.AddTo(
            command,
            SettingGroup.Documents.Only(nameof(RunSection.ChatTemplate)),
            SettingGroup.Statistics.Only(nameof(RunSection.Seed), nameof(RunSection.Resamples)),
            SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory), nameof(LlamaSection.Threads), nameof(LlamaSection.Engine)),
            SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Quiet), nameof(OutputSection.Verbose)));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var lab = parsed.GetValue(folder) ?? "";
            var target = parsed.GetValue(model) ?? Path.Combine(lab, "target.gguf");
            _ = new LabFolder(lab).Read();
            await EvaluateAsync(context, new LabProbe(context, settings), lab, target, LabOptions.RequireBase(parsed.GetValue(start)), [], cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    internal static async Task EvaluateAsync(
        CommandContext context, LabProbe probe, string lab, string target, string start, IReadOnlyList<string> attacks, CancellationToken cancellationToken)
    {
        var (corpus, shadows) = (new LabFolder(lab).DocumentsPath, new ShadowFolder(lab));
        var manifest = File.Exists(shadows.ManifestPath) ? shadows.ManifestPath : null;
        var (run, evaluation) = await probe.RunAsync(probe.Settings(target, start, corpus, manifest, attacks), cancellationToken);
        var (_, untrained) = await probe.RunAsync(probe.Settings(start, null, corpus, null, ["loss"]), cancellationToken);
        var lines = new LabelledLines(context.Terminal);
        lines.Write(
            "target",
            $"{Path.GetFileName(target)} · {Figures.Count(evaluation.Labels?.Member ?? 0)} members, "
            + $"{Figures.Count(evaluation.Labels?.NonMember ?? 0)} non-members");
        lines.Write("untrained", $"{Path.GetFileName(start)} before training, loss: AUC {Auc(untrained, "loss")}");
        context.Terminal.Output.WriteLine();
        new AttackTable(context.Terminal).Write(evaluation);
        if (manifest is not null)
        {
            context.Terminal.Output.WriteLine();
            await ShowByNumberAsync(context.Terminal, probe, shadows, (target, start, corpus), evaluation, cancellationToken);
        }

        context.Terminal.Output.WriteLine();
        lines.WriteLine("next", $"mia-probe report {run.ToString(CultureInfo.InvariantCulture)} --open");
    }

    private static async Task ShowByNumberAsync(
        Terminal terminal, LabProbe probe, ShadowFolder shadows, (string Target, string Base, string Corpus) lab, RunEvaluation all,
        CancellationToken cancellationToken)
    {
        var steps = ShadowFolder.Steps(ShadowManifest.Read(shadows.ManifestPath).Models.Count);
        var evaluations = new List<RunEvaluation>();
        foreach (var step in steps.SkipLast(1))
        {
            evaluations.Add(
                (await probe.RunAsync(probe.Settings(lab.Target, null, lab.Corpus, shadows.ManifestOfFirst(step), s_ofShadows), cancellationToken)).Evaluation);
        }

        evaluations.Add(all);
        var table = Tables.Of([false, .. steps.Select(_ => true)]);
        table.Add(["AUC by number of shadows", .. steps.Select(step => step.ToString(CultureInfo.InvariantCulture))]);
        foreach (var attack in s_ofShadows)
        {
            table.Add([attack, .. evaluations.Select(evaluation => Auc(evaluation, attack))]);
        }

        table.Write(terminal.Output);
    }

    private static string Auc(RunEvaluation evaluation, string attack) =>
        evaluation.Attacks.FirstOrDefault(scored => scored.Attack == attack || scored.Attack.StartsWith($"{attack}(", StringComparison.Ordinal))?.Auc is { } auc
            ? $"{Figures.Fraction(auc.Value)} ({Figures.Fraction(auc.Low)} – {Figures.Fraction(auc.High)})"
            : "–";
}

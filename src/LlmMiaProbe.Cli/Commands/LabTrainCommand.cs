using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Lab;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Local.Adapters;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>lab train</c>: a target, fine-tuned on the members of a lab.</summary>
internal static class LabTrainCommand
{
    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("folder") { Description = "folder that 'lab split' made" };
        var start = LabOptions.Base();
        var output = new Option<string?>("--out", "-o") { Description = "GGUF to write [default: target.gguf in the folder]", HelpName = "file" };
        var rank = LabOptions.Rank("also write a LoRA adapter of this rank, NAME.lora.gguf");
        var recipe = new RecipeOptions();
        var command = new DetailedCommand(
            "train",
            "Fine-tune a base GGUF on the members of a lab.",
            """
            Examples:
              mia-probe lab train lab --base base.gguf
              mia-probe lab train lab --base base.gguf --epochs 8 --patience 2
              mia-probe lab train lab --base base.gguf --dp-noise 1 --batch 16

            AdamW on gradients of the native library, in F32, in a process of its own. After
            each epoch a checkpoint is written: the same command goes on with it after a
            kill and ends with the same bytes. The model carries the SHA-256 of its training
            manifest, which is written beside it and holds no text.

            Chat records are put together by the base's chat template, or by the one that
            --chat-template names, as 'run' does it, and the loss is on what the assistant
            says and on the token that ends its turn, if the vocabulary has one; with
            --loss all it is on all tokens, as it is of texts. Each learned token of a step
            weighs the same; windows without any are left out.

            The native library takes keys and values as constants: attn_k, attn_v and the
            token embeddings are not trained.

            --dp-noise trains with differential privacy: each document's gradient is clipped
            to --dp-clip, noise is added to their sum, and epsilon is stated for adding or
            removing one document. The noise is drawn from --seed, so the guarantee holds
            against those who do not know the seed.

            --lora RANK also writes a LoRA adapter over the base, beside the model. The
            native library trains no adapters: it is the change that the training made,
            factorised (see 'lab convert'), and how much of it the rank keeps is printed.
            """) { folder, start, output, rank };
        recipe.AddTo(command);
        SettingOptions.AddTo(
            command,
            SettingGroup.Documents.Only(nameof(RunSection.ChatTemplate)),
            SettingGroup.Engine.Only(nameof(LlamaSection.Threads)),
            SettingGroup.Training,
            SettingGroup.Output.Only(nameof(OutputSection.Quiet)));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var lab = LabSession.Open(context, settings, parsed.GetValue(folder) ?? "", LabOptions.RequireBase(parsed.GetValue(start)));
            var path = parsed.GetValue(output) ?? Path.Combine(lab.Folder, "target.gguf");
            var request = lab.Request(path, recipe.Read(parsed), lab.Split.Of(LabSide.Member));
            var outcome = await lab.TrainAsync(request, cancellationToken);
            var lines = new LabelledLines(context.Terminal);
            Show(lines, request, outcome, lab.Texts);
            var models = $"--model {ShellText.Quote(request.Output)} --reference {ShellText.Quote(Names.OfPath(request.Base))}";
            if (parsed.GetValue(rank) is { } adapterRank)
            {
                var adapter = Path.ChangeExtension(request.Output, ".lora.gguf");
                lines.Write("adapter", $"{adapter}: {AdapterText.Of(FactoredDifference.Write(request.Base, request.Output, adapterRank, adapter))}");
                models = $"--model {ShellText.Quote(Names.OfPath(request.Base))} --lora {ShellText.Quote(adapter)}";
            }

            lines.WriteLine("next", $"mia-probe run {models} --corpus {ShellText.Quote(lab.DocumentsPath)}{lab.Texts.Option}");
            return ExitCodes.Done;
        });
        return command;
    }

    internal static void Show(LabelledLines lines, TrainingRequest request, TrainingOutcome outcome, LabTexts texts)
    {
        lines.Write("base", $"{Path.GetFileName(request.Base)} · sha256 {request.BaseHash[..12]}…");
        lines.Write(
            "trained on",
            $"{Figures.Count(request.Texts.Count, "document")}"
            + $"{(request.Texts.Any(text => text.Repetitions > 1) ? $", {Figures.Count(request.Texts.Sum(text => text.Repetitions))} with repetitions" : "")}; "
            + $"{RecipeText.Of(request.Recipe)}");
        if (texts.Sentence(request.Recipe.Loss, outcome.Learned) is { } chat)
        {
            lines.Write("chat", chat);
        }

        foreach (var (loss, epoch) in outcome.Losses.Select((loss, epoch) => (loss, epoch + 1)))
        {
            lines.Write(
                $"epoch {epoch}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"loss {loss.Train:0.000}{(loss.Validation is { } held ? $", validation {held:0.000} (perplexity {Math.Exp(held):0.00})" : "")} nats a "
                    + $"token"));
        }

        if (outcome.Epsilon is { } epsilon && request.Recipe.Privacy is { } privacy)
        {
            lines.Write(
                "privacy",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"epsilon {epsilon:0.00} at delta {privacy.Delta:0.######} for one document added or removed (Rényi accountant, Poisson sampling); "
                    + $"noise {privacy.NoiseMultiplier:0.##} times the clipping norm {privacy.ClipNorm:0.####}. It does not cover the choice of the recipe."));
        }

        lines.Write("wrote", $"{request.Output} · its training manifest {Path.GetFileName(request.ManifestPath)} · sha256 {outcome.ManifestHash[..12]}…");
    }
}

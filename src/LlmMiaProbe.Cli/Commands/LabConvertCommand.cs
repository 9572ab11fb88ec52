using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Lab;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Adapters;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>lab convert</c>: the same model with its weights in another type.</summary>
internal static class LabConvertCommand
{
    public static Command Create(CommandContext context)
    {
        var source = new Argument<string>("source") { Description = "GGUF file" };
        var destination = new Argument<string>("destination") { Description = "GGUF file to write" };
        var to = ChoiceOption.Create("--to", "type of the weights", "f32", "f16", "q8_0", "q4_k");
        var rank = LabOptions.Rank("write a LoRA adapter of this rank in place of a model");
        var start = LabOptions.Base();
        var command = new DetailedCommand(
            "convert",
            "Store a model's weights as F32, F16, Q8_0 or Q4_K.",
            """
            Examples:
              mia-probe lab convert target.gguf target-q4.gguf --to q4_k
              mia-probe lab convert target.gguf adapter.gguf --lora 8 --base base.gguf

            Training needs F32, F16 or BF16 weights and writes F32. What is released is
            often smaller.

            Q4_K is llama.cpp's mixture Q4_K_M; matrices whose rows are no multiple of 256
            become a neighbouring type. Quantised weights can be converted back, but the
            precision they lost does not come back.

            --lora RANK writes no model but a LoRA adapter over --base: of what a training
            changed in each weight matrix, the part that a product of that rank keeps (the
            truncated singular value decomposition of tuned minus base, in F32). How much of
            it that is, is printed. Norms are left as in the base. Use it with
            'run --model base.gguf --lora adapter.gguf'.
            """) { source, destination, to, rank, start };
        SettingOptions.AddTo(
            command,
            SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory), nameof(LlamaSection.Threads), nameof(LlamaSection.Engine)),
            SettingGroup.Output.Only(nameof(OutputSection.Quiet), nameof(OutputSection.Verbose)));
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var (from, into) = (parsed.GetValue(source) ?? "", parsed.GetValue(destination) ?? "");
            if (parsed.GetValue(rank) is { } adapterRank)
            {
                if (parsed.GetResult(to) is { Implicit: false })
                {
                    throw new ConfigurationException("--to and --lora name two things to write, and adapters are written in F32: keep one.");
                }

                var factored = FactoredDifference.Write(LabOptions.RequireBase(parsed.GetValue(start)), from, adapterRank, into);
                context.Terminal.Output.WriteLine($"{into}: {AdapterText.Of(factored)}");
                return ExitCodes.Done;
            }

            if (parsed.GetValue(start) is not null)
            {
                throw new ConfigurationException("--base is what an adapter is written over, and no adapter was asked for: add --lora RANK, or leave it out.");
            }

            var engine = Engines.Load(settings.Llama.Engine, settings.Llama.NativeDirectory, new StderrLogger(context.Terminal, settings.Output.Verbose));
            GgufModel.Open(from).RequireScorable(engine.Release);
            ModelConversion.Convert(engine, from, into, TypeOf(parsed.GetValue(to) ?? "f32"), RunSettingsFactory.ScorerOptions(settings).EffectiveThreads);
            var summary = GgufModel.Open(into).RequireScorable(engine.Release);
            context.Terminal.Output.WriteLine($"{into}: {summary.Quantization}, {Figures.Count(summary.TotalSize)} bytes");
            return ExitCodes.Done;
        });
        return command;
    }

    internal static WeightType TypeOf(string word) => word switch
    {
        "f16" => WeightType.F16,
        "q8_0" => WeightType.Q8,
        "q4_k" => WeightType.Q4,
        _ => WeightType.F32,
    };
}

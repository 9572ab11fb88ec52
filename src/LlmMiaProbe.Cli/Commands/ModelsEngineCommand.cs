using System.CommandLine;
using System.Text.Json;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Doctor;
using LlmMiaProbe.Models;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>models engine</c>: the process in which doctor loads an engine beside its own.</summary>
internal static class ModelsEngineCommand
{
    public static Command Create(CommandContext context)
    {
        var (own, sharp) = (Engines.NameOf(ModelEngine.LlamaCpp), Engines.NameOf(ModelEngine.LlamaSharp));
        var name = new Argument<string>("name") { Description = $"{sharp} or {own}" };
        name.AcceptOnlyFromAmong(own, sharp);
        var command = new Command(EngineReport.Command[^1], "Load an engine and say as JSON what it is; doctor starts this process.")
        {
            name, DoctorCommand.Bench,
        };
        SettingOptions.AddTo(command, SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory), nameof(LlamaSection.Threads)));
        command.SetAction(parsed =>
        {
            // doctor tells of wrong settings itself.
            var llama = context.Inspect(parsed).Settings.Llama;
            var folder = SettingOptions.IsTyped(parsed, SettingKey.Of<LlamaSection>(nameof(llama.NativeDirectory))) ? llama.NativeDirectory : null;
            var engine = parsed.GetValue(name) == own ? ModelEngine.LlamaCpp : ModelEngine.LlamaSharp;
            var report = EngineReport.Here(engine, folder);
            if (report.Failure is null && parsed.GetValue(DoctorCommand.Bench) is { } model)
            {
                var passages = Path.Combine(CommandContext.LabFolder, "passages.jsonl");
                report = report with { Bench = EngineBench.Measure(Engines.Load(engine, folder), model, passages, llama.Threads) };
            }

            context.Terminal.Output.WriteLine(JsonSerializer.Serialize(report));
            return ExitCodes.Done;
        });
        return command;
    }
}

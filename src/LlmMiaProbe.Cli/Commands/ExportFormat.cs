using System.CommandLine;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>What the export commands share.</summary>
internal static class ExportFormat
{
    public static Option<string> Option { get; } = Create();

    /// <exception cref="ConfigurationException">There is no such run.</exception>
    public static void RequireRun(IProbeStore store, long run)
    {
        if (store.FindRun(run) is null)
        {
            throw new ConfigurationException($"There is no run {run} in {store.Location}; 'mia-probe runs list' shows all.");
        }
    }

    private static Option<string> Create()
    {
        var option = new Option<string>("--format") { Description = "jsonl: one JSON object a line", DefaultValueFactory = _ => "jsonl" };
        option.AcceptOnlyFromAmong("jsonl");
        return option;
    }
}

using System.CommandLine;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>What the export commands share.</summary>
internal static class ExportFormat
{
    public static Option<string> Option { get; } = ChoiceOption.Create("--format", "one JSON object a line", "jsonl");

    /// <summary>For records without lists.</summary>
    public static Option<string> Tabular { get; } = ChoiceOption.Create("--format", "one JSON object a line, or comma-separated values", "jsonl", "csv");

    public static RecordFormat Of(string? text) => text == "csv" ? RecordFormat.Csv : RecordFormat.JsonLines;

    /// <exception cref="ConfigurationException">There is no such run.</exception>
    public static RunRecord RequireRun(IProbeStore store, long run) =>
        store.FindRun(run) ?? throw new ConfigurationException($"There is no run {run} in {store.Location}; 'mia-probe runs list' shows all.");

    /// <exception cref="ConfigurationException">There is no such run, or it scored no documents.</exception>
    public static RunRecord RequireScoredRun(IProbeStore store, long run)
    {
        var record = RequireRun(store, run);
        return record.Settings.Command is null
            ? record
            : throw new ConfigurationException($"Run {run} scored no documents: 'mia-probe export {run} --evidence -o FOLDER' writes its attempts.");
    }
}

using System.CommandLine;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>What the export commands share.</summary>
internal static class ExportFormat
{
    /// <summary>Takes the documents' ids out of what is written.</summary>
    public static Option<bool> RedactIds { get; } = new("--redact-ids") { Description = "numbers (doc-0001) in place of the documents' ids" };

    public static Option<string> Option { get; } = ChoiceOption.Create("--format", "one JSON object a line", "jsonl");

    /// <summary>For records without lists.</summary>
    public static Option<string> Tabular { get; } = ChoiceOption.Create("--format", "one JSON object a line, or comma-separated values", "jsonl", "csv");

    public static RecordFormat Of(string? text) => text == "csv" ? RecordFormat.Csv : RecordFormat.JsonLines;

    /// <exception cref="ConfigurationException">There is no such run, or it scored no documents.</exception>
    public static RunRecord RequireScoredRun(IProbeStore store, RunReference reference)
    {
        var run = reference.In(store);
        var record = store.RequireRun(run);
        return record.Settings.Task is not CommandTask
            ? record
            : throw new ConfigurationException(
                $"Run {run} is {record.Settings.Task.Description} and scored no documents: 'mia-probe export {run} --evidence -o FOLDER' writes its attempts.");
    }
}

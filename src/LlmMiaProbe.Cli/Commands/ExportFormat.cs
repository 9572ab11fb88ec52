using System.CommandLine;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>What the export commands share.</summary>
internal static class ExportFormat
{
    private const string Parquet = "parquet";

    /// <summary>Takes the documents' ids out of what is written.</summary>
    public static Option<bool> RedactIds { get; } = new("--redact-ids") { Description = "numbers (doc-0001) in place of the documents' ids" };

    public static Option<string> Option { get; } = ChoiceOption.Create("--format", "one JSON object a line, or a Parquet file", "jsonl", Parquet);

    /// <summary>Where to.</summary>
    public static Option<string?> OutOption { get; } = new("--out", "-o") { Description = "file to write, in place of standard output", HelpName = "file" };

    /// <summary>For records without lists.</summary>
    public static Option<string> Tabular { get; } =
        ChoiceOption.Create("--format", "one JSON object a line, comma-separated values, or a Parquet file", "jsonl", "csv", Parquet);

    public static RecordFormat Of(string? text) => text == "csv" ? RecordFormat.Csv : RecordFormat.JsonLines;

    /// <summary>Writes records where the user wants them.</summary>
    /// <param name="parsed">The command line, with <see cref="OutOption"/>.</param>
    /// <param name="format">What is wanted.</param>
    /// <param name="standard">Standard output.</param>
    /// <param name="writeText">Writes lines.</param>
    /// <param name="writeParquet">Writes a Parquet file.</param>
    /// <exception cref="ConfigurationException">A Parquet file has no file to go to.</exception>
    /// <exception cref="PrerequisiteException">The file cannot be written.</exception>
    public static void Write(ParseResult parsed, string? format, TextWriter standard, Action<TextWriter> writeText, Action<Stream> writeParquet)
    {
        var path = parsed.GetValue(OutOption);
        if (path is null)
        {
            if (format == Parquet)
            {
                throw new ConfigurationException("--format parquet writes a file that is no text: say where to with -o FILE.parquet.");
            }

            writeText(standard);
            return;
        }

        OutputFile.Write(path, OutOption.Name, stream =>
        {
            if (format == Parquet)
            {
                writeParquet(stream);
                return;
            }

            using var writer = new StreamWriter(stream, leaveOpen: true);
            writeText(writer);
        });
    }

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

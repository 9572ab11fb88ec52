using System.CommandLine;
using System.Diagnostics;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>report</c>: stored runs as one HTML file.</summary>
internal static class ReportCommand
{
    private static readonly string[] s_screens = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"];

    public static Command Create(CommandContext context)
    {
        var runs = RunArgument.Several(
            "numbers or names of runs: at most one about membership, any about extraction, canaries, works and secrets [default: the latest that finished]");
        var output = new Option<string?>("-o", "--file") { Description = "file to write [default: report-RUN.html]", HelpName = "file" };
        var open = new Option<bool>("--open") { Description = "open it in the browser, or print its address where there is no screen" };
        var redact = new Option<bool>("--redact") { Description = "lengths and hashes in place of the documents' text" };
        var redactIds = new Option<bool>("--redact-ids") { Description = "numbers (doc-0001) in place of the documents' ids and groups" };
        var earlier = RunArgument.Earlier("an earlier run of the same kind; what changed since gets a section");
        var specs = new Option<string?>("--specs") { Description = "also write the charts' Vega-Lite specifications there", HelpName = "folder" };
        var command = new DetailedCommand(
            "report",
            "Write runs as one HTML file that works offline, on paper and on a phone.",
            """
            The file holds everything: the result in plain words, a searchable table of
            documents with a heat map of each one's tokens, attacks, charts, data health,
            what came of 'extract', 'canary test', 'continue' and 'secret', and the run
            card. It loads nothing and sends nothing. The same runs give the same bytes. It
            contains the documents' text unless --redact is given or the run was made with
            --no-text, and their ids unless --redact-ids is given. Neither hides the paths
            of the corpora. An address that ends in #doc=ID opens that document.

            A book's known boundary is drawn on its strip if a JSON file of the book's name
            lies beside it when it is extracted, such as
            {"file": "novel.txt", "trained_characters": [0, 65643]}.

            Examples:
              mia-probe report --open
              mia-probe report 3 -o result.html --redact
              mia-probe report 3 4        membership of run 3, extraction of run 4
              mia-probe report 3 --compare 2

            For scripts: mia-probe runs export 3 --format jsonl
            """)
        { runs, output, open, redact, redactIds, earlier, specs };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Quiet)));
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.ReadStore(settings);
            long[] ids = parsed.GetValue(runs) is { Length: > 0 } named ? [.. named.Select(run => run.In(store))] : [LatestFinished(store)];
            var path = parsed.GetValue(output) ?? $"report-{string.Join('-', ids)}.html";
            Write(
                path,
                text => HtmlReport.Write(
                    store,
                    ids,
                    new ReportOptions
                    {
                        Redact = parsed.GetValue(redact), RedactIds = parsed.GetValue(redactIds), Earlier = parsed.GetValue(earlier)?.In(store),
                    },
                    text));
            context.Terminal.Output.WriteLine(
                $"{Names.OfPath(Path.GetFullPath(path))} · {(ids.Length == 1 ? "run" : "runs")} {string.Join(", ", ids)} · "
                + $"{Figures.Bytes(new FileInfo(path).Length)}");
            if (parsed.GetValue(specs) is { } folder)
            {
                WriteSpecs(store, ids, parsed.GetValue(earlier)?.In(store), folder, context.Terminal);
            }

            if (parsed.GetValue(open))
            {
                Open(Path.GetFullPath(path), context.Terminal);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static long LatestFinished(SqliteProbeStore store) =>
        store.ListRuns().LastOrDefault(run => run.Status == RunStatus.Finished)?.Id
        ?? throw new ConfigurationException($"No run in {store.Location} is finished; 'mia-probe runs list' shows all.");

    private static void WriteSpecs(SqliteProbeStore store, IReadOnlyList<long> runs, long? earlier, string folder, Terminal terminal)
    {
        foreach (var (name, spec) in HtmlReport.Specs(store, runs, earlier))
        {
            var path = Path.Combine(folder, $"{name}.vl.json");
            Write(path, text => text.Write(OutputText.Of(spec) + "\n"));
            terminal.Output.WriteLine(Names.OfPath(Path.GetFullPath(path)));
        }
    }

    private static void Write(string path, Action<TextWriter> write)
    {
        // Nothing is left behind, or overwritten, by a report that cannot be made.
        using var text = new StringWriter { NewLine = "\n" };
        write(text);
        OutputFile.Write(path, text.ToString(), "-o");
    }

    private static void Open(string path, Terminal terminal)
    {
        // Without a screen the system's opener only complains, on the terminal and after this program has ended.
        if (!HasScreen)
        {
            terminal.Output.WriteLine(new Uri(path).AbsoluteUri);
            return;
        }

        try
        {
            using var browser = Process.Start(new ProcessStartInfo(path) { UseShellExecute = true });
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new PrerequisiteException($"The report was written, but no program to open it was found: open {path} in a browser.", e);
        }
    }

    private static bool HasScreen => !OperatingSystem.IsLinux() || s_screens.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });
}

using System.CommandLine;
using System.Diagnostics;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Viewing;
using LlmMiaProbe.Reporting.Viewer;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>view</c>: a store in the browser.</summary>
internal static class ViewCommand
{
    private const int LargestPort = 65_535;

    public static Command Create(CommandContext context)
    {
        var port = NumberOption.WholeOrNone("--port", "port to listen on [default: any that is free]", 1, LargestPort);
        var open = new Option<bool>("--open") { Description = "open it in the browser" };
        var export = new Option<string?>("--export") { Description = "write the pages as files there instead, and end", HelpName = "folder" };
        var command = new DetailedCommand(
            "view",
            "Look through a store in the browser: runs, documents, comparisons, trends, runs under way.",
            """
            Prints one address and answers it until Ctrl+C ends it. The store is only read.
            Nobody but this machine is answered, and nobody who does not have the address:
            it holds a random token, new each time. Nothing is loaded from elsewhere and
            nothing is sent.

            Pages: the list of runs, to search and to filter; a run as its report, with all
            its documents sorted and searched however many they are; a document in all runs
            and under all models; two runs side by side; the log of attempts; the trend of
            an attack or another number over the runs of one corpus, such as checkpoints of
            one training; the progress of a run under way.

            --export writes the same as files for a web server or an artifact store: texts
            of documents and ids are in them. The folder must be new or empty.

            Examples:
              mia-probe view --open
              mia-probe view --store all.db --port 8080
              mia-probe view --export site
            """) { port, open, export };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Quiet)));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            if (parsed.GetValue(export) is not { } folder)
            {
                return await ServeAsync(context, settings, parsed.GetValue(port) ?? 0, parsed.GetValue(open), cancellationToken);
            }

            return parsed.GetValue(port) is not null || parsed.GetValue(open)
                ? throw new ConfigurationException("--export writes files and serves nothing: leave --port and --open out.")
                : await Task.Run(() => Export(context, settings, folder, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ServeAsync(CommandContext context, ProbeSettings settings, int port, bool open, CancellationToken cancellationToken)
    {
        // What is wrong with the store is said before there is an address.
        using (var store = CommandContext.ReadStore(settings))
        {
            if (store.ListRuns().Count == 0)
            {
                context.Terminal.WriteNote($"{store.Location} has no run yet; those that begin from now on will be shown.");
            }
        }

        await using var host = await ViewerHost.StartAsync(() => CommandContext.ReadStore(settings), context.Time, port);
        context.Terminal.Output.WriteLine(host.Address.AbsoluteUri);
        context.Terminal.Output.Flush();
        if (open)
        {
            Open(host.Address, context.Terminal);
        }

        // What is said of a batch when a command is stopped is not of this one, which ends by being stopped.
        context.Terminal.IsQuiet = true;
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Being stopped is how it ends.
        }

        return ExitCodes.Done;
    }

    private static int Export(CommandContext context, ProbeSettings settings, string folder, CancellationToken cancellationToken)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new ConfigurationException($"--export: {folder} is not empty, and nothing in it is replaced: name a new or an empty folder.");
        }

        using var store = CommandContext.ReadStore(settings);
        var pages = new ViewerExport(store, context.Time.GetUtcNow());
        var problems = pages.Write((name, text) => OutputFile.Write(Path.Combine(folder, name), text, "--export"), cancellationToken);
        foreach (var problem in problems)
        {
            context.Terminal.WriteNote(problem);
        }

        context.Terminal.Output.WriteLine($"{Path.Combine(folder, "index.html")} · {Figures.Count(pages.Names.Count, "file")}");
        return ExitCodes.Done;
    }

    private static void Open(Uri address, Terminal terminal)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true });
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            terminal.WriteNote("No program to open the address was found: open it in a browser.");
        }
    }
}

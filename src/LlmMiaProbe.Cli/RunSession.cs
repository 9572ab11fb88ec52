using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli;

/// <summary>The life of a run whose command scores no documents one by one: begun once its models are there, kept, printed and ended.</summary>
internal sealed class RunSession(CommandContext context, ProbeSettings settings)
{
    /// <summary>Notes what the store lacks, where no model is to be asked; null to ask models.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>Whether answers of a store may be those of several engines.</summary>
    public bool AcceptsMixedNumerics { get; init; }

    // What an endpoint's errors say of runs that can be resumed.
    private const string Resume = "`mia-probe resume`";

    /// <param name="run">What it is.</param>
    /// <param name="find">Finds it out.</param>
    /// <param name="output">What is kept, and printed as JSON.</param>
    /// <param name="show">Prints it for people.</param>
    public async Task<T> RunAsync<T>(
        RunSettings run, Func<RecordedRun, ProgressLine, Task<T>> find, Func<RecordedRun, T, CommandOutput> output, Action<RecordedRun, T> show)
    {
        var room = context.Models(settings, hashes: null, progress: null).Require(run, loads: Missing is null);
        context.Announce(Missing is null ? room : null);
        using var store = CommandContext.OpenStore(settings);
        using var progress = new ProgressLine(context.Terminal, context.Time);
        var numerics = Missing is null ? null : new StoredNumerics(store, AcceptsMixedNumerics);
        using var recorded = new RecordedRun(
            store,
            store.BeginRun(run, CommandContext.ToolVersion, context.Time.GetUtcNow()),
            run,
            context.Models(settings, store, new ProgressReporter(progress), numerics),
            context.Time);
        try
        {
            var found = await find(recorded, progress);
            progress.Finish();
            NumericsView.Note(context.Terminal, numerics);
            var result = recorded.Keep(output(recorded, found));
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(result.ToText());
            }
            else
            {
                show(recorded, found);
            }

            return found;
        }
        catch (OperationCanceledException e)
        {
            throw new InterruptedRunException(
                $"interrupted; everything so far is kept. The same command goes on:\n  {(run.Task as CommandTask)?.Command}", e);
        }
        catch (PrerequisiteException e) when (e.Message.Contains(Resume, StringComparison.Ordinal))
        {
            throw new PrerequisiteException(e.Message.Replace(Resume, "the same command", StringComparison.Ordinal), e);
        }
        catch (ProbeException e) when (Missing is not null)
        {
            progress.Finish();
            if (e is MissingAnswersException { Missing: var missing })
            {
                MissingView.Write(context.Terminal, missing);
            }

            recorded.Remove();
            throw;
        }
        catch (ConfigurationException) when (recorded.IsEmpty)
        {
            recorded.Drop();
            throw;
        }
        finally
        {
            progress.Finish();
        }
    }
}

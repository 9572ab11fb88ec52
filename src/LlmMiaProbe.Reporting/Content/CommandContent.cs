using LlmMiaProbe.Generation;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>A run of a command that scores no documents one by one, with what it found.</summary>
internal sealed class CommandContent
{
    private CommandContent(IProbeStore store, RunRecord run, CommandOutput output)
    {
        (Run, Output) = (run, output);
        Documents = [.. store.ReadDocuments(run.Id)];
        var attempts = store.ReadAttempts(run.Id).ToList();
        Failures =
        [
            .. attempts
                .Where(entry => entry.Attempt.Outcome.Failure is not null)
                .Select(entry => ($"attempt {entry.Attempt.Key.Hex[..12]}", entry.Attempt.Outcome.Failure ?? "")),
            .. ((output as CanaryOutput)?.Canaries ?? [])
                .Where(canary => canary.Failure is not null)
                .Select(canary => (canary.Id, canary.Failure ?? "")),
        ];
        if (output is WholeWorkOutput && Documents is [var work])
        {
            (Id, Text) = (work.Id, store.FindText(work.Facts.Hash));
            Produced = string.Concat(attempts.Where(entry => entry.Use.Purpose == AttemptPurpose.WholeWork).Select(entry => entry.Attempt.Outcome.Text));
        }
    }

    public RunRecord Run { get; }

    /// <summary>What the command found.</summary>
    public CommandOutput Output { get; }

    public IReadOnlyList<RunDocument> Documents { get; }

    /// <summary>Attempts and canaries without a result.</summary>
    public IReadOnlyList<(string What, string Reason)> Failures { get; }

    /// <summary>Id of the whole work; null for other commands.</summary>
    public string? Id { get; }

    /// <summary>The whole work, as it was supplied; null for other commands.</summary>
    public string? Text { get; }

    /// <summary>What the model produced of it; empty for other commands.</summary>
    public string Produced { get; } = "";

    /// <exception cref="ConfigurationException">The run did not finish, or its command leaves nothing to report.</exception>
    public static CommandContent Read(IProbeStore store, RunRecord run) => CommandOutput.Find(store, run) is { } output
        ? new CommandContent(store, run, output)
        : throw new ConfigurationException(
            $"Run {run.Id} has no result to report; this command makes it again, and what is there already is not made twice: "
            + (run.Settings.Task as CommandTask)?.Command);
}

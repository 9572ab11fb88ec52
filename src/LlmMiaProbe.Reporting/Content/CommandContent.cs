using System.Text.Json.Nodes;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>A run of a command that tests canaries or makes a model produce text.</summary>
internal sealed class CommandContent
{
    private CommandContent(IProbeStore store, RunRecord run, CommandResult outcome)
    {
        (Run, Outcome) = (run, outcome);
        Documents = [.. store.ReadDocuments(run.Id)];
        var attempts = store.ReadAttempts(run.Id).ToList();
        Failures =
        [
            .. attempts
                .Where(entry => entry.Attempt.Outcome.Failure is not null)
                .Select(entry => ($"attempt {entry.Attempt.Key.Hex[..12]}", entry.Attempt.Outcome.Failure ?? "")),
            .. (outcome.Result["canaries"] as JsonArray ?? [])
                .Where(canary => canary?["failure"] is not null)
                .Select(canary => ((string?)canary?["id"] ?? "", (string?)canary?["failure"] ?? "")),
        ];
        if (outcome.Kind == CommandResult.WholeWork && Documents is [var work])
        {
            (Id, Text) = (work.Id, store.FindText(work.Facts.Hash));
            Produced = string.Concat(attempts.Where(entry => entry.Use.Purpose == AttemptPurpose.WholeWork).Select(entry => entry.Attempt.Outcome.Text));
        }
    }

    public RunRecord Run { get; }

    public CommandResult Outcome { get; }

    public IReadOnlyList<RunDocument> Documents { get; }

    /// <summary>Attempts and canaries without a result.</summary>
    public IReadOnlyList<(string What, string Reason)> Failures { get; }

    public JsonObject Result => Outcome.Result;

    /// <summary>Id of the whole work; null for other commands.</summary>
    public string? Id { get; }

    /// <summary>The whole work, as it was supplied; null for other commands.</summary>
    public string? Text { get; }

    /// <summary>What the model produced of it; empty for other commands.</summary>
    public string Produced { get; } = "";

    /// <exception cref="ConfigurationException">The run did not finish, or its command leaves nothing to report.</exception>
    public static CommandContent Read(IProbeStore store, RunRecord run) => CommandResult.Read(store.FindEvaluation(run.Id)) is { } outcome
        ? new CommandContent(store, run, outcome)
        : throw new ConfigurationException(
            $"Run {run.Id} has no result to report; this command makes it again, and what is there already is not made twice: {run.Settings.Command}");
}

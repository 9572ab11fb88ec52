using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Comparisons;

/// <summary>Holds two stored runs against each other, document by document.</summary>
public sealed class RunComparer(IProbeStore store)
{
    /// <param name="earlier">The run to compare with, such as that of the last model.</param>
    /// <param name="later">The run in question.</param>
    /// <exception cref="ConfigurationException">The runs cannot be compared; the message says why.</exception>
    public RunComparison Compare(long earlier, long later)
    {
        if (earlier == later)
        {
            throw new ConfigurationException($"Run {later} was to be compared with itself: name two runs; 'mia-probe runs list' shows all.");
        }

        var (before, after) = (Find(earlier), Find(later));
        if (before.Settings.Extraction is null != after.Settings.Extraction is null)
        {
            throw new ConfigurationException(
                $"Run {earlier} {Question(before.Settings)} and run {later} {Question(after.Settings)}: "
                + "these are two questions, so the runs cannot be compared; name two runs of one kind.");
        }

        RequireFinished(before);
        RequireFinished(after);
        var pairing = DocumentPairing.Of(
            store.ReadDocuments(earlier), after.Settings.Extraction is null ? Kinship.Read(store, later) : store.ReadDocuments(later));
        if (pairing.Pairs.Count == 0)
        {
            if (OtherRendering(before, after) is { } rendering)
            {
                throw new ConfigurationException(
                    $"Runs {earlier} and {later} have no document in common, because {rendering}, and documents are the same only if their whole text is: "
                    + "make both runs with the same --chat-template and --chat-unit.");
            }

            var relabelled = pairing.Counts.Relabelled == 0 ? "" : $" ({pairing.Counts.Relabelled} have another label in each)";
            throw new ConfigurationException(
                $"Runs {earlier} and {later} have no document in common, by text and label{relabelled}, so there is nothing to compare: "
                + "score the same corpus with both models.");
        }

        var comparison = new RunComparison
        {
            Earlier = before,
            Later = after,
            Pairing = pairing.Counts,
            Warnings =
            [
                .. Comparability.Warnings(before, after),
                .. OtherRendering(before, after) is { } other ? [$"Chat records are not compared where their text differs: {other}."] : (string[])[],
            ],
        };
        return after.Settings.Extraction is null
            ? new MembershipComparer(store).Compare(comparison, pairing.Pairs)
            : new ExtractionComparer(store).Compare(comparison, pairing.Pairs);
    }

    /// <summary>Sees whether a run that is going to be made can be compared with a stored one.</summary>
    /// <exception cref="ConfigurationException">It cannot; the message says why.</exception>
    public void Require(long earlier, RunSettings later)
    {
        var before = Find(earlier);
        if (before.Settings.Extraction is null != later.Extraction is null)
        {
            throw new ConfigurationException(
                $"Run {earlier} {Question(before.Settings)}, and the new run {(later.Extraction is null ? "scores membership" : "measures extraction")}: "
                + "these are two questions, so the runs cannot be compared; name a run of the same kind.");
        }

        RequireFinished(before);
        if (later is { Extraction: not null, Hosted.ShowsBoundsOnly: true })
        {
            throw ExtractionComparer.BoundsOnly("The new run");
        }
    }

    /// <summary>How chat records became other texts in two runs, a clause; null if both made the same of them, or had none.</summary>
    private string? OtherRendering(RunRecord earlier, RunRecord later) =>
        Chat(earlier) is { } before && Chat(later) is { } after && (before.Template, before.Sha256, before.Unit) != (after.Template, after.Sha256, after.Unit)
            ? $"run {earlier.Id} put chat records together by {before.Manner} and run {later.Id} by {after.Manner}"
            : null;

    private ChatSummary? Chat(RunRecord run) =>
        run.Settings.Extraction is null ? StoredEvaluation.Find(store, run.Id)?.Chat : ExtractionEvaluation.Find(store, run.Id)?.Chat;

    private RunRecord Find(long run) => store.RequireScored(run, "to compare");

    private static string Question(RunSettings settings) => settings.Extraction is null ? "scored membership" : "measured extraction";

    private void RequireFinished(RunRecord run)
    {
        var isFinished = run.Settings.Extraction is not null
            ? ExtractionEvaluation.Find(store, run.Id) is not null
            : StoredEvaluation.Find(store, run.Id) is { IsComplete: true };
        if (!isFinished)
        {
            throw new ConfigurationException($"Run {run.Id} did not finish, so it cannot be compared: 'mia-probe resume {run.Id}' goes on with it.");
        }
    }
}

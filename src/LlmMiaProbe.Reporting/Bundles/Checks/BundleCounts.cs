using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Whether what run and manifest say of the bundle as a whole is so, and whether all that a finished run gathers is there.</summary>
internal sealed class BundleCounts(
    BundleManifest manifest, RunRecord run, BundleImport import, IReadOnlyList<DocumentFailure> failures, BundleFindings findings)
{
    private const string Manifest = "the manifest";

    // The first release.
    private static readonly DateTimeOffset s_earliest = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Compare(BundleAttempts attempts, DateTimeOffset latest)
    {
        Compare("documents", import.Documents.Count, manifest.Documents, Manifest);
        Compare("attempts", attempts.All, manifest.Attempts, Manifest);
        Compare("failed attempts", attempts.Failed, manifest.FailedAttempts, Manifest);
        if (manifest.Run != run.Id)
        {
            findings.Mismatch($"{EvidenceBundle.Run} is of run {run.Id}; the manifest says {manifest.Run}");
        }

        if (manifest.Format == BundleManifest.Version2 && manifest.Command != RunCommandLine.Of(run.Settings))
        {
            findings.Mismatch($"the manifest's command is not the one that the settings in {EvidenceBundle.Run} come to");
        }

        if (manifest.Command.Any(char.IsControl) || !manifest.Command.StartsWith("mia-probe ", StringComparison.Ordinal))
        {
            findings.Mismatch("the manifest's command is none of this program");
        }

        if (run.Started > latest || run.Started < s_earliest)
        {
            findings.Mismatch($"{EvidenceBundle.Run}: the run began at {run.Started:u}, which cannot be");
        }

        var counts = run.Counts;
        if (counts.Scored < 0 || counts.Failed < 0 || counts.Cached < 0 || counts.TokensDecoded < 0 || counts.Unreadable < 0 || counts.LeftOut < 0
            || counts.Cached > counts.Scored)
        {
            findings.Mismatch($"{EvidenceBundle.Run}: the counts cannot be those of a run");
        }

        if (run.Status == RunStatus.Finished)
        {
            CompareFinished(counts);
        }
    }

    private void CompareFinished(RunCounts counts)
    {
        // What a command scores is not documents one by one.
        if (run.Settings.Task is CommandTask)
        {
            return;
        }

        Compare("documents", import.Documents.Count, counts.Documents, EvidenceBundle.Run);
        var isExtraction = run.Settings.Extraction is not null;
        var failed = failures.Where(failure => isExtraction || failure.IsOfPlainText).Select(failure => failure.Ordinal).Distinct().Count();
        Compare("documents that failed", failed, counts.Failed, EvidenceBundle.Run);
        Compare("documents that were scored", import.Documents.Count - failed, counts.Scored, EvidenceBundle.Run);
        if (!isExtraction)
        {
            RequireEvidence();
        }
    }

    /// <summary>Every document has the token scores that the attacks of the run ask for, or a reason why not.</summary>
    private void RequireEvidence()
    {
        var requests = RequestsOf(run.Settings);
        var failed = failures.Select(failure => (failure.Ordinal, failure.Request)).ToHashSet();
        var fatal = failures.Where(failure => failure.IsFatal).Select(failure => failure.Ordinal).ToHashSet();
        foreach (var document in import.Documents.Values.Where(document => !fatal.Contains(document.Ordinal)).OrderBy(document => document.Ordinal))
        {
            foreach (var name in requests.Where(name => !import.HasEvidence(document.Ordinal, name) && !failed.Contains((document.Ordinal, name))))
            {
                findings.Mismatch(
                    $"{EvidenceBundle.TokenScoresFile} has no {name} of document {BundleText.Quote(document.Id)}, and {EvidenceBundle.Failures} does not "
                        + "say why");
            }
        }

        var names = requests.ToHashSet(StringComparer.Ordinal);
        foreach (var failure in failures.Where(failure => !names.Contains(failure.Request) && !failure.Request.Contains("/pool(", StringComparison.Ordinal)))
        {
            findings.Mismatch(
                $"{EvidenceBundle.Failures}: {BundleText.Quote(failure.Request)} of document {BundleText.Quote(failure.Document)} is nothing that the run "
                    + "asked for");
        }
    }

    private static IReadOnlyList<string> RequestsOf(RunSettings settings)
    {
        try
        {
            return [.. RunRequests.Of(settings).ByModel.SelectMany(model => model.Requests).Select(request => request.Name)];
        }
        catch (ConfigurationException)
        {
            // Named where the scores are computed.
            return [];
        }
    }

    private void Compare(string what, long found, long stated, string where)
    {
        if (found != stated)
        {
            findings.Mismatch($"there are {found} {what}; {where} says {stated}");
        }
    }
}

using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Holds a bundle against its manifest, its parts against each other, and its numbers against what they are computed from.</summary>
/// <param name="Manifest">The manifest; null if it cannot be read.</param>
/// <param name="Mismatches">One sentence for each thing that is not as it should be; empty if all is well. The first 200 are named.</param>
/// <param name="Count">Mismatches, named or not.</param>
/// <param name="Recomputed">What was computed again, and of how much.</param>
/// <param name="NotRecomputed">What was not, with the reason, a clause each.</param>
public sealed record BundleCheck(
    BundleManifest? Manifest,
    IReadOnlyList<string> Mismatches,
    long Count,
    IReadOnlyList<RecomputedPart> Recomputed,
    IReadOnlyList<string> NotRecomputed)
{
    // Clocks of two machines differ.
    private static readonly TimeSpan s_slack = TimeSpan.FromDays(1);

    /// <param name="folder">A folder that <see cref="EvidenceBundle"/> wrote.</param>
    /// <param name="openScratch">Opens an empty store to compute in; it is disposed.</param>
    /// <param name="now">Nothing in a bundle was made much later.</param>
    /// <exception cref="PrerequisiteException">There is no manifest, or something cannot be read or written.</exception>
    public static BundleCheck Of(string folder, Func<IProbeStore> openScratch, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(openScratch);
        var findings = new BundleFindings();
        var files = new BundleFolder(folder, findings);
        try
        {
            if (files.ReadManifest() is not { } manifest)
            {
                return Found(null);
            }

            if (!files.Compare(manifest))
            {
                findings.NotRecomputed("all numbers (a file is missing or cannot be read)");
                return Found(manifest);
            }

            using var store = openScratch();
            Compare(folder, manifest, files, store, findings, now + s_slack);
            return Found(manifest);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"{folder} cannot be read ({error.Message.TrimEnd('.')}): check the folder and its permissions", error);
        }

        catch (Exception error) when (error is not (ProbeException or OperationCanceledException or OutOfMemoryException))
        {
            // It came from anybody, and whatever it holds that no run has is a mismatch.
            findings.Mismatch($"the bundle holds what no run of this program has, and cannot be computed with ({error.GetType().Name})");
            findings.NotRecomputed("what comes after that");
            return Found(null);
        }

        BundleCheck Found(BundleManifest? manifest) => new(manifest, findings.Mismatches, findings.Count, findings.Parts, findings.Without);
    }

    /// <summary>With what is amiss with signature and timestamp.</summary>
    public BundleCheck With(SealCheck seals)
    {
        ArgumentNullException.ThrowIfNull(seals);
        return this with { Mismatches = [.. Mismatches, .. seals.Mismatches], Count = Count + seals.Mismatches.Count };
    }

    private static void Compare(
        string folder, BundleManifest manifest, BundleFolder files, IProbeStore store, BundleFindings findings, DateTimeOffset latest)
    {
        var import = new BundleImport(folder, manifest, store, findings);
        if (import.ReadRun() is not { } run)
        {
            findings.NotRecomputed($"all numbers ({EvidenceBundle.Run} cannot be read)");
            return;
        }

        files.CompareKind(manifest, run);
        import.Begin(run);
        import.ReadDocuments();
        import.ReadVocabularies(run);
        var keys = new BundleKeys(findings);
        import.ReadTokenScores(keys);
        import.ReadWindows();
        import.ReadShadows(run);
        var failures = import.ReadFailures();
        var attempts = new BundleAttempts(import, run, store, findings);
        attempts.Read(latest);
        new BundleCounts(manifest, run, import, failures, findings).Compare(attempts, latest);
        findings.Recomputed("documents' hashes", import.Documents.Count - import.WithoutText, import.Documents.Count);
        findings.Recomputed("evidence keys", keys.Done, keys.All);
        if (keys.Done < keys.All)
        {
            findings.NotRecomputed(
                $"{Figures.Count(keys.All - keys.Done, "evidence key")} (of chat records, of texts after prefixes, of a model behind an endpoint, or of "
                    + "imported scores: more goes into them "
                    + "than the bundle has)");
        }

        findings.Recomputed("attempt keys", attempts.All, attempts.All);
        new BundleChain(manifest, import, findings).Compare(attempts.Digests);
        new BundleRecomputation(folder, manifest, run, import, store, findings).Run();
    }
}

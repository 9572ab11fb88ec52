using System.Text.Json;
using LlmMiaProbe.Files;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>The files of a bundle: those that a run of its kind has, each as its manifest says, and nothing else.</summary>
/// <param name="folder">The bundle.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class BundleFolder(string folder, BundleFindings findings)
{
    /// <summary>Null, and a mismatch, if it is none that this program knows.</summary>
    /// <exception cref="PrerequisiteException">There is no manifest.</exception>
    public BundleManifest? ReadManifest()
    {
        var path = Path.Combine(folder, BundleManifest.FileName);
        if (!File.Exists(path))
        {
            throw new PrerequisiteException($"there is no {BundleManifest.FileName} in {folder}: name a folder that 'mia-probe export RUN --evidence' wrote");
        }

        if (Oddity(new FileInfo(path)) is { } oddity)
        {
            throw new PrerequisiteException($"{BundleManifest.FileName} in {folder} {oddity}: name a folder that 'mia-probe export RUN --evidence' wrote");
        }

        try
        {
            var manifest = BundleManifest.FromJson(BundleText.All(folder, BundleManifest.FileName, BundleLimits.Manifest));
            if (manifest.Format is BundleManifest.Version1 or BundleManifest.Version2)
            {
                return manifest;
            }

            findings.Mismatch(
                $"{BundleManifest.FileName} is of format {BundleText.Quote(manifest.Format)}; this program knows '{BundleManifest.Version1}' and "
                    + $"'{BundleManifest.Version2}'");
        }
        catch (JsonException error)
        {
            findings.Mismatch($"{BundleManifest.FileName} is not a manifest: {error.Message}");
        }
        catch (BundleException error)
        {
            findings.Mismatch(error.Message);
        }

        return null;
    }

    /// <summary>Holds every file against the manifest.</summary>
    /// <returns>Whether all files can be read as what they are called.</returns>
    public bool Compare(BundleManifest manifest)
    {
        var isReadable = true;
        var listed = new HashSet<string>(StringComparer.Ordinal) { BundleManifest.FileName, BundleSeals.Signature, BundleSeals.Timestamp };
        foreach (var file in manifest.Files)
        {
            if (file.Name != Path.GetFileName(file.Name) || file.Name is "." or "..")
            {
                findings.Mismatch($"the manifest lists {BundleText.Quote(file.Name)}, which is not the name of a file in the folder");
            }
            else if (!listed.Add(file.Name))
            {
                findings.Mismatch($"the manifest lists {file.Name} twice, or as a file of its own");
            }
            else
            {
                isReadable &= Compare(file);
            }
        }

        var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        foreach (var entry in entries.Where(entry => !listed.Contains(entry.Name)))
        {
            findings.Mismatch($"{entry.Name} is not listed in the manifest");
        }

        foreach (var seal in entries.Where(entry => BundleSeals.IsSeal(entry.Name)))
        {
            if (Oddity(seal) is { } oddity)
            {
                findings.Mismatch($"{seal.Name} {oddity}");
                isReadable = false;
            }
        }

        return isReadable;
    }

    /// <summary>Whether the files are those that a run of this kind has.</summary>
    public void CompareKind(BundleManifest manifest, RunRecord run)
    {
        var (isSecond, settings) = (manifest.Format == BundleManifest.Version2, run.Settings);
        Expect(EvidenceBundle.Attempts, true);
        Expect(EvidenceBundle.Links, isSecond);
        Expect(EvidenceBundle.Documents, true);
        Expect(EvidenceBundle.Failures, true);
        Expect(EvidenceBundle.Run, true);
        Expect(EvidenceBundle.TokenScoresFile, true);
        Expect(EvidenceBundle.Scores, settings.Attacks.Count > 0);
        Expect(EvidenceBundle.Shadows, isSecond && settings.Shadows.Count > 0);
        Expect(EvidenceBundle.Unmeasured, isSecond && settings.Extraction is not null);
        Expect(EvidenceBundle.Windows, isSecond && settings.Extraction is not null);
        Expect(EvidenceBundle.Vocabularies, isSecond && BundledEvidence.Tokenizers(run).Count > 1);
        if (run.Status == RunStatus.Finished)
        {
            Expect(EvidenceBundle.Evaluation, true);
        }

        string[] known =
        [
            EvidenceBundle.Attempts, EvidenceBundle.Links, EvidenceBundle.Documents, EvidenceBundle.Evaluation, EvidenceBundle.Failures,
            EvidenceBundle.Run, EvidenceBundle.Scores,
            EvidenceBundle.Shadows, EvidenceBundle.TokenScoresFile, EvidenceBundle.Unmeasured, EvidenceBundle.Vocabularies, EvidenceBundle.Windows,
        ];
        foreach (var file in manifest.Files.Where(file => !known.Contains(file.Name) && file.Name == Path.GetFileName(file.Name)
            && file.Name != BundleManifest.FileName))
        {
            findings.Mismatch($"{file.Name} is no file of a bundle");
        }

        void Expect(string name, bool isDue)
        {
            if (manifest.Files.Any(file => file.Name == name) != isDue)
            {
                findings.Mismatch(isDue ? $"{name} is not listed in the manifest" : $"{name} is listed, which {settings.Task.Description} does not have");
            }
        }
    }

    private bool Compare(BundleFile listed)
    {
        var path = Path.Combine(folder, listed.Name);
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            findings.Mismatch($"{listed.Name} is missing");
            return false;
        }

        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (Oddity(info) is { } oddity)
        {
            findings.Mismatch($"{listed.Name} {oddity}");
            return false;
        }

        if (info is FileInfo { Length: var length } && length > Most(listed.Name))
        {
            findings.Mismatch($"{listed.Name} has {length} bytes; expected at most {Most(listed.Name)}");
            return false;
        }

        var found = EvidenceBundle.Describe(path);
        if (found.Bytes != listed.Bytes)
        {
            findings.Mismatch($"{listed.Name} has {found.Bytes} bytes; the manifest says {listed.Bytes}");
        }

        if (found.Lines != listed.Lines)
        {
            findings.Mismatch($"{listed.Name} has {found.Lines} lines; the manifest says {listed.Lines}");
        }

        if (found.Sha256 != listed.Sha256)
        {
            findings.Mismatch($"{listed.Name} has SHA-256 {found.Sha256}; the manifest says {listed.Sha256}");
        }

        return true;
    }

    private static long Most(string name) =>
        name is EvidenceBundle.Run or EvidenceBundle.Evaluation ? BundleLimits.Value : BundleLimits.Lines;

    /// <summary>What it is if it is no file by itself, as the end of a sentence; null for a file.</summary>
    private static string? Oddity(FileSystemInfo entry) => entry.LinkTarget is { } target ? $"is a link to {BundleText.Quote(target)}"
        : entry is DirectoryInfo ? "is a folder"
        : OutsideFile.WhyNot(entry.FullName) is { } reason ? $"is {reason}" : null;
}

using System.Text.Json;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Holds a bundle against its manifest, and its parts against each other.</summary>
/// <param name="Manifest">The manifest; null if it cannot be read.</param>
/// <param name="Mismatches">One sentence for each thing that is not as it should be; empty if all is well.</param>
public sealed record BundleCheck(BundleManifest? Manifest, IReadOnlyList<string> Mismatches)
{
    /// <param name="folder">A folder that <see cref="EvidenceBundle"/> wrote.</param>
    /// <exception cref="PrerequisiteException">There is no manifest.</exception>
    public static BundleCheck Of(string folder)
    {
        var path = Path.Combine(folder, BundleManifest.FileName);
        if (!File.Exists(path))
        {
            throw new PrerequisiteException($"there is no {BundleManifest.FileName} in {folder}: name a folder that 'mia-probe export RUN --evidence' wrote");
        }

        BundleManifest manifest;
        try
        {
            manifest = BundleManifest.FromJson(File.ReadAllText(path));
        }
        catch (JsonException error)
        {
            return new BundleCheck(null, [$"{BundleManifest.FileName} is not a manifest: {error.Message}"]);
        }

        if (manifest.Format != BundleManifest.Version1)
        {
            return new BundleCheck(manifest, [$"{BundleManifest.FileName} is of format '{manifest.Format}'; this program knows '{BundleManifest.Version1}'"]);
        }

        var mismatches = manifest.Files.SelectMany(file => Compare(folder, file)).Concat(Unlisted(folder, manifest)).ToList();
        mismatches.AddRange(new BundleContentCheck(folder, manifest).Run());
        return new BundleCheck(manifest, mismatches);
    }

    private static IEnumerable<string> Compare(string folder, BundleFile listed)
    {
        if (listed.Name != Path.GetFileName(listed.Name))
        {
            yield return $"the manifest lists '{listed.Name}', which is not the name of a file in the folder";
            yield break;
        }

        var path = Path.Combine(folder, listed.Name);
        if (!File.Exists(path))
        {
            yield return $"{listed.Name} is missing";
            yield break;
        }

        var found = EvidenceBundle.Describe(path);
        if (found.Bytes != listed.Bytes)
        {
            yield return $"{listed.Name} has {found.Bytes} bytes; the manifest says {listed.Bytes}";
        }

        if (found.Lines != listed.Lines)
        {
            yield return $"{listed.Name} has {found.Lines} lines; the manifest says {listed.Lines}";
        }

        if (found.Sha256 != listed.Sha256)
        {
            yield return $"{listed.Name} has SHA-256 {found.Sha256}; the manifest says {listed.Sha256}";
        }
    }

    private static IEnumerable<string> Unlisted(string folder, BundleManifest manifest) => Directory.EnumerateFileSystemEntries(folder)
        .Select(path => Path.GetFileName(path))
        .Where(name => name != BundleManifest.FileName && manifest.Files.All(file => file.Name != name))
        .Order(StringComparer.Ordinal)
        .Select(name => $"{name} is not listed in the manifest");
}

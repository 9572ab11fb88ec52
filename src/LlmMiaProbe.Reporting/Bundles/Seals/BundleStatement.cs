using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>An in-toto statement (version 1) about a bundle: every file with its SHA-256, and what the bundle is.</summary>
internal static class BundleStatement
{
    public const string PredicateType = "urn:mia-probe:evidence-bundle:v1";

    private const string StatementType = "https://in-toto.io/Statement/v1";

    /// <param name="manifest">Of the bundle.</param>
    /// <param name="manifestSha256">Of the manifest's file.</param>
    public static byte[] Write(BundleManifest manifest, string manifestSha256)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("_type", StatementType);
            json.WriteStartArray("subject");
            foreach (var (name, sha256) in Subjects(manifest, manifestSha256))
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteStartObject("digest");
                json.WriteString("sha256", sha256);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("predicateType", PredicateType);
            json.WriteStartObject("predicate");
            json.WriteString("format", manifest.Format);
            json.WriteString("toolVersion", manifest.ToolVersion);
            json.WriteNumber("run", manifest.Run);
            json.WriteNumber("documents", manifest.Documents);
            json.WriteNumber("attempts", manifest.Attempts);
            json.WriteNumber("failedAttempts", manifest.FailedAttempts);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    /// <summary>Holds a statement against the bundle that it lies in.</summary>
    /// <exception cref="BundleException">It is no statement about a bundle.</exception>
    public static void Compare(byte[] payload, BundleManifest manifest, string manifestSha256, BundleFindings findings)
    {
        const string place = $"{BundleSeals.Signature}: the statement";
        var stated = new Dictionary<string, string>(StringComparer.Ordinal);
        using var json = StrictObject.Parse(Encoding.UTF8.GetString(payload), place);
        var statement = new StrictObject(json.RootElement, place);
        if (statement.Text("_type") != StatementType || statement.Text("predicateType") != PredicateType)
        {
            throw new BundleException($"{place} is of another kind; expected _type {StatementType} and predicateType {PredicateType}");
        }

        foreach (var subject in statement.Objects("subject"))
        {
            var digest = subject.Object("digest");
            if (!stated.TryAdd(subject.Text("name"), digest.Digest("sha256")))
            {
                throw subject.Wrong("name", "that of no other subject");
            }

            digest.End();
            subject.End();
        }

        if (stated.GetValueOrDefault(BundleManifest.FileName) != manifestSha256)
        {
            findings.Mismatch($"{BundleSeals.Signature} is about another manifest: it states the SHA-256 "
                + $"{stated.GetValueOrDefault(BundleManifest.FileName) ?? "of none"}");
        }

        var listed = Subjects(manifest, manifestSha256).ToDictionary(subject => subject.Name, subject => subject.Sha256, StringComparer.Ordinal);
        foreach (var (name, sha256) in listed.Where(subject => subject.Key != BundleManifest.FileName
            && stated.GetValueOrDefault(subject.Key) != subject.Value))
        {
            findings.Mismatch($"{BundleSeals.Signature} states no {name} with the SHA-256 {sha256}");
        }

        foreach (var name in stated.Keys.Where(name => !listed.ContainsKey(name)))
        {
            findings.Mismatch($"{BundleSeals.Signature} is about {BundleText.Quote(name)}, which the bundle does not have");
        }

        using var own = JsonDocument.Parse(Write(manifest, manifestSha256));
        new JsonComparison(findings, BundleSeals.Signature) { Expected = "the manifest says", IsLeftOut = path =>
            path.StartsWith("subject", StringComparison.Ordinal) }
            .Compare(json.RootElement, own.RootElement);
    }

    private static IEnumerable<(string Name, string Sha256)> Subjects(BundleManifest manifest, string manifestSha256) =>
        manifest.Files.Select(file => (file.Name, file.Sha256)).Prepend((BundleManifest.FileName, manifestSha256)).DistinctBy(subject => subject.Item1);
}

using System.Security.Cryptography.X509Certificates;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Who signed a bundle, and when an authority saw it.</summary>
/// <param name="Statements">Sentences about what was checked and what was not.</param>
/// <param name="Mismatches">One sentence for each thing that is not as it should be.</param>
/// <param name="KeyId">The key whose signature was checked; null if none was.</param>
/// <param name="Time">When the authority saw the bundle, if its chain was checked; else null.</param>
public sealed record SealCheck(IReadOnlyList<string> Statements, IReadOnlyList<string> Mismatches, string? KeyId, DateTimeOffset? Time)
{
    /// <summary>Of a bundle whose manifest cannot be read.</summary>
    public static SealCheck None { get; } = new([], [], null, null);

    /// <param name="folder">The bundle.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="key">Whose signature is asked for; null for whoever's.</param>
    /// <param name="authority">Whom to trust with timestamps; null to check no chain.</param>
    public static SealCheck Of(string folder, BundleManifest manifest, VerifyingKey? key, X509Certificate2? authority)
    {
        var findings = new BundleFindings();
        var statements = new List<string>();
        var manifestHash = EvidenceBundle.Describe(Path.Combine(folder, BundleManifest.FileName)).Sha256;
        string? signer = null;
        DateTimeOffset? time = null;
        var isSigned = IsThere(folder, BundleSeals.Signature);
        if (isSigned)
        {
            findings.Guard(() => signer = CheckSignature(folder, manifest, manifestHash, key, findings, statements));
        }
        else if (key is not null)
        {
            findings.Mismatch($"there is no {BundleSeals.Signature}: the bundle was not signed, or the signature was taken away");
        }

        if (IsThere(folder, BundleSeals.Timestamp))
        {
            findings.Guard(() => time = new BundleTimestamp(folder, isSigned ? BundleSeals.Signature : BundleManifest.FileName).Check(authority, findings,
                statements));
        }
        else if (authority is not null)
        {
            findings.Mismatch($"there is no {BundleSeals.Timestamp}: the bundle has no timestamp, or it was taken away");
        }

        return new SealCheck(statements, findings.Mismatches, findings.HasMismatch ? null : signer, findings.HasMismatch ? null : time);
    }

    // A link or a pipe was named before, and is not opened.
    private static bool IsThere(string folder, string name) => new FileInfo(Path.Combine(folder, name)) is { Exists: true, LinkTarget: null, Length: > 0 };

    private static string? CheckSignature(
        string folder, BundleManifest manifest, string manifestHash, VerifyingKey? key, BundleFindings findings, List<string> statements)
    {
        var envelope = DsseEnvelope.FromJson(BundleText.All(folder, BundleSeals.Signature, BundleLimits.Manifest), BundleSeals.Signature);
        if (envelope.PayloadType != DsseEnvelope.InToto)
        {
            throw new BundleException($"{BundleSeals.Signature} has the payload type {BundleText.Quote(envelope.PayloadType)}; expected "
                + $"'{DsseEnvelope.InToto}'");
        }

        if (envelope.Signatures is not [var signature])
        {
            throw new BundleException($"{BundleSeals.Signature} has {envelope.Signatures.Count} signatures; expected the one that 'export --sign' writes");
        }

        BundleStatement.Compare(envelope.Payload, manifest, manifestHash, findings);
        if (key is null)
        {
            statements.Add($"signed by key {BundleText.Quote(signature.KeyId)}: not checked, give --key");
            return null;
        }

        if (!envelope.IsSignedBy(key, signature))
        {
            throw new BundleException(signature.KeyId == key.Id
                ? $"{BundleSeals.Signature}: the signature of key {key.Id} does not fit the statement, so one of the two was changed after signing"
                : $"{BundleSeals.Signature} is not signed by key {key.Id}; it says to be signed by {BundleText.Quote(signature.KeyId)}");
        }

        if (signature.KeyId != key.Id)
        {
            throw new BundleException($"{BundleSeals.Signature} is signed by key {key.Id} and says to be signed by {BundleText.Quote(signature.KeyId)}");
        }

        statements.Add($"signed by key {key.Id} ({key.Type}): the manifest and its {Figures.Count(manifest.Files.Count, "file")}");
        return key.Id;
    }
}

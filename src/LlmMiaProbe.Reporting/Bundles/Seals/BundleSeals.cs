namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>The files of a bundle that vouch for its manifest, and are not listed in it.</summary>
public static class BundleSeals
{
    /// <summary>A signed statement about manifest and files (DSSE).</summary>
    public const string Signature = "manifest.dsse.json";

    /// <summary>A token of a timestamp authority (RFC 3161).</summary>
    public const string Timestamp = "manifest.tst";

    /// <summary>Signs a bundle and has an authority see it, as far as asked for.</summary>
    /// <param name="folder">The bundle, just written.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="key">Null for no signature.</param>
    /// <param name="authority">Null for no timestamp.</param>
    /// <param name="cancellationToken">Stops waiting for the authority.</param>
    /// <exception cref="PrerequisiteException">The authority gives no timestamp.</exception>
    public static async Task SealAsync(
        string folder, BundleManifest manifest, SigningKey? key, TimestampAuthority? authority, CancellationToken cancellationToken)
    {
        if (key is not null)
        {
            var statement = BundleStatement.Write(manifest, EvidenceBundle.Describe(Path.Combine(folder, BundleManifest.FileName)).Sha256);
            await File.WriteAllTextAsync(
                Path.Combine(folder, Signature), DsseEnvelope.Sign(DsseEnvelope.InToto, statement, key).ToJson(), cancellationToken);
        }

        if (authority is not null)
        {
            var token = await authority.AskAsync(
                new BundleTimestamp(folder, key is null ? BundleManifest.FileName : Signature).Hash, cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, Timestamp), token, cancellationToken);
        }
    }

    internal static bool IsSeal(string name) => name is Signature or Timestamp;
}

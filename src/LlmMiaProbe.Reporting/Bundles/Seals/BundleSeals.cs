using System.Text;
using LlmMiaProbe.Files;

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
    /// <exception cref="PrerequisiteException">The authority gives no timestamp, or a file cannot be written.</exception>
    public static async Task SealAsync(
        string folder, BundleManifest manifest, SigningKey? key, TimestampAuthority? authority, CancellationToken cancellationToken)
    {
        if (key is not null)
        {
            var statement = BundleStatement.Write(manifest, EvidenceBundle.Describe(Path.Combine(folder, BundleManifest.FileName)).Sha256);
            Write(folder, Signature, Encoding.UTF8.GetBytes(DsseEnvelope.Sign(DsseEnvelope.InToto, statement, key).ToJson()));
        }

        if (authority is not null)
        {
            var token = await authority.AskAsync(
                new BundleTimestamp(folder, key is null ? BundleManifest.FileName : Signature).Hash, cancellationToken);
            Write(folder, Timestamp, token);
        }
    }

    internal static bool IsSeal(string name) => name is Signature or Timestamp;

    private static void Write(string folder, string name, byte[] bytes)
    {
        try
        {
            using var file = PrivateFile.Create(Path.Combine(folder, name));
            file.Write(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw EvidenceBundle.Unwritten(folder, error);
        }
    }
}

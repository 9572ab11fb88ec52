using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>A token of a timestamp authority (RFC 3161) about one file of a bundle: the envelope if it is signed, else the manifest.</summary>
/// <param name="folder">The bundle.</param>
/// <param name="file">The file that the token is about.</param>
internal sealed class BundleTimestamp(string folder, string file)
{
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    public byte[] Hash => SHA256.HashData(OutsideFile.ReadBytes(Path.Combine(folder, file), BundleLimits.Manifest));

    /// <returns>The time if the chain was checked, else null.</returns>
    /// <exception cref="BundleException">It is no token about the file, or of another authority.</exception>
    public DateTimeOffset? Check(X509Certificate2? authority, BundleFindings findings, List<string> statements)
    {
        var bytes = BundleText.Bytes(folder, BundleSeals.Timestamp, BundleLimits.Manifest);
        if (!Decode(bytes, out var token) || token is null)
        {
            throw new BundleException($"{BundleSeals.Timestamp} is no timestamp token");
        }

        var info = token.TokenInfo;
        if (info.HashAlgorithmId.Value != "2.16.840.1.101.3.4.2.1" || !info.GetMessageHash().Span.SequenceEqual(Hash))
        {
            throw new BundleException($"{BundleSeals.Timestamp} is about something else than {file}");
        }

        X509Certificate2Collection extra = authority is null ? [] : [authority];
        if (!token.VerifySignatureForHash(Hash, HashAlgorithmName.SHA256, out var signer, extra) || signer is null)
        {
            throw new BundleException(
                $"{BundleSeals.Timestamp}: the signature does not hold, its certificate is missing, or it is none for timestamps alone (extended key usage "
                    + "timeStamping)");
        }

        if (authority is null)
        {
            statements.Add($"timestamp {info.Timestamp.UtcDateTime:u} about {file} by {Name(signer)}: the authority is not checked, give --timestamp-ca");
            return null;
        }

        RequireChain(token, signer, authority, info.Timestamp);
        statements.Add($"timestamp {info.Timestamp.UtcDateTime:u} about {file} by {Name(signer)}, under {Name(authority)}");
        return info.Timestamp;
    }

    public static bool Decode(byte[] bytes, out Rfc3161TimestampToken? token)
    {
        try
        {
            return Rfc3161TimestampToken.TryDecode(bytes, out token, out var read) && read == bytes.Length;
        }
        catch (CryptographicException)
        {
            token = null;
            return false;
        }
    }

    private static void RequireChain(Rfc3161TimestampToken token, X509Certificate2 signer, X509Certificate2 authority, DateTimeOffset time)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ExtraStore.AddRange(token.AsSignedCms().Certificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(TimeStamping));
        chain.ChainPolicy.VerificationTime = time.UtcDateTime;
        if (!chain.Build(signer))
        {
            var why = string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')).Distinct());
            throw new BundleException($"{BundleSeals.Timestamp}: {Name(signer)} is not certified by --timestamp-ca {Name(authority)} ({why})");
        }
    }

    private static string Name(X509Certificate2 certificate) => BundleText.Quote(certificate.Subject);
}

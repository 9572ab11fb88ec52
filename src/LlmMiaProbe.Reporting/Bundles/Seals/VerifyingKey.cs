using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>A key that signatures are checked with: Ed25519 or ECDSA over P-256 with SHA-256.</summary>
public sealed class VerifyingKey
{
    private const string Label = "PUBLIC KEY";
    private const int Most = 1 << 16;

    private readonly byte[] _spki;
    private readonly Ed25519PublicKeyParameters? _ed25519;

    private VerifyingKey(byte[] spki, Ed25519PublicKeyParameters? ed25519) => (_spki, _ed25519) = (spki, ed25519);

    /// <summary>SHA-256 of its SubjectPublicKeyInfo, 64 hexadecimal digits.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(_spki));

    /// <summary><c>ed25519</c> or <c>ecdsa-p256</c>.</summary>
    public string Type => _ed25519 is null ? "ecdsa-p256" : "ed25519";

    public string ToPem() => PemEncoding.WriteString(Label, _spki) + "\n";

    /// <exception cref="PrerequisiteException">There is no such file.</exception>
    /// <exception cref="ConfigurationException">It is no such key.</exception>
    public static VerifyingKey Read(string path, string option)
    {
        var spki = PemFile.Read(path, Label, option, Most);
        return Of(spki) ?? throw new ConfigurationException($"{option} {path} is no public key of a kind that is known: expected Ed25519 or ECDSA over P-256.");
    }

    /// <param name="spki">SubjectPublicKeyInfo.</param>
    /// <returns>Null if it is no key of a known kind.</returns>
    public static VerifyingKey? Of(byte[] spki)
    {
        try
        {
            if (PublicKeyFactory.CreateKey(spki) is Ed25519PublicKeyParameters ed25519)
            {
                return new VerifyingKey(spki, ed25519);
            }

            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(spki, out var read);
            return read == spki.Length && IsP256(ecdsa) ? new VerifyingKey(spki, null) : null;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or SecurityUtilityException
            or InvalidOperationException
            or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>Signatures of ECDSA may be in DER or as two numbers of 32 bytes.</summary>
    public bool Verifies(ReadOnlySpan<byte> message, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (_ed25519 is not null)
        {
            var verifier = new Ed25519Signer();
            verifier.Init(false, _ed25519);
            verifier.BlockUpdate(message);
            return signature.Length == Ed25519PrivateKeyParameters.SignatureSize && verifier.VerifySignature(signature);
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(_spki, out _);
        try
        {
            return ecdsa.VerifyData(
                message, signature, HashAlgorithmName.SHA256, signature.Length == 64 ? DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                    : DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    internal static bool IsP256(ECDsa ecdsa) => ecdsa.ExportParameters(false).Curve.Oid.Value == "1.2.840.10045.3.1.7";
}

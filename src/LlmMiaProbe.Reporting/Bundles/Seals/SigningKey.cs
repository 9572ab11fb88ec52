using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>A key that signs: Ed25519 or ECDSA over P-256 with SHA-256.</summary>
public sealed class SigningKey
{
    private const string Label = "PRIVATE KEY";
    private const int Most = 1 << 16;

    // RFC 8410: what stands before the 32 bytes of a key in PKCS#8 and in SubjectPublicKeyInfo.
    private static readonly byte[] s_ed25519Pkcs8 = Convert.FromHexString("302e020100300506032b657004220420");
    private static readonly byte[] s_ed25519Spki = Convert.FromHexString("302a300506032b6570032100");

    private readonly byte[] _pkcs8;
    private readonly Ed25519PrivateKeyParameters? _ed25519;

    private SigningKey(byte[] pkcs8, Ed25519PrivateKeyParameters? ed25519, VerifyingKey publicKey) => (_pkcs8, _ed25519, Public) = (pkcs8, ed25519, publicKey);

    public VerifyingKey Public { get; }

    /// <summary>Unencrypted.</summary>
    public string ToPem() => PemEncoding.WriteString(Label, _pkcs8) + "\n";

    public static SigningKey NewEd25519() => OfEd25519(RandomNumberGenerator.GetBytes(Ed25519PrivateKeyParameters.KeySize));

    public static SigningKey NewEcdsaP256()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey(ecdsa.ExportPkcs8PrivateKey(), null, PublicOf(ecdsa.ExportSubjectPublicKeyInfo()));
    }

    /// <param name="seed">32 bytes.</param>
    public static SigningKey OfEd25519(byte[] seed)
    {
        var key = new Ed25519PrivateKeyParameters(seed, 0);
        return new SigningKey([.. s_ed25519Pkcs8, .. seed], key, PublicOf([.. s_ed25519Spki, .. key.GeneratePublicKey().GetEncoded()]));
    }

    /// <exception cref="PrerequisiteException">There is no such file.</exception>
    /// <exception cref="ConfigurationException">It is no such key.</exception>
    public static SigningKey Read(string path, string option)
    {
        var pkcs8 = PemFile.Read(path, Label, option, Most);
        try
        {
            if (PrivateKeyFactory.CreateKey(pkcs8) is Ed25519PrivateKeyParameters ed25519)
            {
                return OfEd25519(ed25519.GetEncoded());
            }

            using var ecdsa = ECDsa.Create();
            ecdsa.ImportPkcs8PrivateKey(pkcs8, out _);
            if (VerifyingKey.IsP256(ecdsa))
            {
                return new SigningKey(pkcs8, null, PublicOf(ecdsa.ExportSubjectPublicKeyInfo()));
            }
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or SecurityUtilityException
            or InvalidOperationException
            or InvalidCastException)
        {
            throw new ConfigurationException($"{option} {path} is no private key ({error.Message.TrimEnd('.')}): expected PKCS#8 of Ed25519 or ECDSA over "
                + "P-256.", error);
        }

        throw new ConfigurationException($"{option} {path} is a private key of another kind: expected Ed25519 or ECDSA over P-256.");
    }

    /// <returns>64 bytes for Ed25519, DER for ECDSA.</returns>
    public byte[] Sign(byte[] message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_ed25519 is not null)
        {
            var signer = new Ed25519Signer();
            signer.Init(true, _ed25519);
            signer.BlockUpdate(message, 0, message.Length);
            return signer.GenerateSignature();
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(_pkcs8, out _);
        return ecdsa.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static VerifyingKey PublicOf(byte[] spki) => VerifyingKey.Of(spki) ?? throw new InvalidOperationException("A key that was made is none.");
}

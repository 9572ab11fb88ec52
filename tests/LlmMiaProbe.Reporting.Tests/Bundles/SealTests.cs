using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LlmMiaProbe.Reporting.Bundles;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests.Bundles;

public sealed class SealTests : IDisposable
{
    private readonly BundleScene _scene = new();

    public static TheoryData<string> Types => ["ed25519", "ecdsa-p256"];

    /// <summary>RFC 8032, 7.1, tests 1 to 3: secret key, public key, message, signature.</summary>
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_signs_as_the_standard_says(string secret, string publicKey, string message, string signature)
    {
        var key = SigningKey.OfEd25519(Convert.FromHexString(secret));
        Assert.EndsWith(publicKey, Convert.ToHexStringLower(SpkiOf(key.Public)), StringComparison.Ordinal);
        Assert.Equal(signature, Convert.ToHexStringLower(key.Sign(Convert.FromHexString(message))));
        Assert.True(key.Public.Verifies(Convert.FromHexString(message), Convert.FromHexString(signature)));
        Assert.False(key.Public.Verifies([1], Convert.FromHexString(signature)));
        Assert.False(key.Public.Verifies(Convert.FromHexString(message), [1, 2]));
    }

    [Fact]
    public void A_key_behind_a_link_is_as_long_as_what_the_link_leads_to()
    {
        var (file, link) = (_scene.PathOf("long.pem"), _scene.PathOf("link.pem"));
        File.WriteAllText(file, new string('x', 1 << 20));
        File.CreateSymbolicLink(link, file);
        Assert.Equal($"--key {link} is too long for a key.", Assert.Throws<ConfigurationException>(() => VerifyingKey.Read(link, "--key")).Message);
        Assert.Throws<ConfigurationException>(() => SigningKey.Read(file, "--sign"));
    }

    /// <summary>The test vector of the DSSE specification (protocol.md): ECDSA over P-256, the signature as two numbers.</summary>
    [Fact]
    public void An_envelope_is_that_of_the_specification()
    {
        var body = Encoding.UTF8.GetBytes("hello world");
        const string type = "http://example.com/HelloWorld";
        Assert.Equal("DSSEv1 29 http://example.com/HelloWorld 11 hello world", Encoding.UTF8.GetString(DsseEnvelope.PreAuthentication(type, body)));

        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = BigInteger.Parse("46950820868899156662930047687818585632848591499744589407958293238635476079160").ToByteArray(isUnsigned: true, isBigEndian: true),
                Y = BigInteger.Parse("5640078356564379163099075877009565129882514886557779369047442380624545832820").ToByteArray(isUnsigned: true, isBigEndian: true),
            },
        });
        var key = VerifyingKey.Of(ecdsa.ExportSubjectPublicKeyInfo())!;
        var signature = new DsseSignature("", Convert.FromBase64String("A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="));
        var envelope = new DsseEnvelope(type, body, [signature]);
        Assert.True(envelope.IsSignedBy(key, signature));
        Assert.False((envelope with { PayloadType = "http://example.com/HelloWorl" }).IsSignedBy(key, signature));
        Assert.False((envelope with { Payload = [.. body, 0] }).IsSignedBy(key, signature));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_signed_bundle_says_who_signed_what(string type)
    {
        var key = New(type);
        await BundleSeals.SealAsync(_scene.Folder, _scene.Manifest, key, null, CancellationToken.None);
        Assert.Empty(_scene.Check().Mismatches);

        var check = SealCheck.Of(_scene.Folder, _scene.Manifest, Read(key), null);
        Assert.Empty(check.Mismatches);
        Assert.Equal(key.Public.Id, check.KeyId);
        Assert.Equal([$"signed by key {key.Public.Id} ({type}): the manifest and its 8 files"], check.Statements);
        Assert.Equal([$"signed by key '{key.Public.Id}': not checked, give --key"], SealCheck.Of(_scene.Folder, _scene.Manifest, null, null).Statements);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Whatever_was_done_to_a_signature_is_said(string type)
    {
        var (key, other) = (New(type), New(type));
        await BundleSeals.SealAsync(_scene.Folder, _scene.Manifest, key, null, CancellationToken.None);
        var path = _scene.FileOf(BundleSeals.Signature);
        var written = File.ReadAllText(path);
        var envelope = DsseEnvelope.FromJson(written, "it");
        Named($"manifest.dsse.json is not signed by key {other.Public.Id}; it says to be signed by '{key.Public.Id}'", other.Public);

        // The statement, re-signed by nobody.
        Write(envelope with { Payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(envelope.Payload).Replace("\"documents\":24", "\"documents\":25", StringComparison.Ordinal)) });
        Named("manifest.dsse.json: 'predicate.documents' is 25; the manifest says 24", key.Public);
        Named($"manifest.dsse.json: the signature of key {key.Public.Id} does not fit the statement, so one of the two was changed after signing", key.Public);

        Write(envelope with { PayloadType = "application/json" });
        Named("manifest.dsse.json has the payload type 'application/json'; expected 'application/vnd.in-toto+json'", key.Public);

        Write(envelope with { Signatures = [envelope.Signatures[0], new DsseSignature(other.Public.Id, other.Sign(DsseEnvelope.PreAuthentication(envelope.PayloadType, envelope.Payload)))] });
        Named("manifest.dsse.json has 2 signatures; expected the one that 'export --sign' writes", key.Public);

        Write(envelope with { Signatures = [envelope.Signatures[0] with { KeyId = other.Public.Id }] });
        Named($"manifest.dsse.json is signed by key {key.Public.Id} and says to be signed by '{other.Public.Id}'", key.Public);

        Write(envelope with { Signatures = [] });
        Named("manifest.dsse.json: expected 'signatures' to be one signature", key.Public);

        File.WriteAllText(path, written.Replace("{\"payloadType\"", "{\"more\":1,\"payloadType\"", StringComparison.Ordinal));
        Named("manifest.dsse.json has the unknown key 'more'", key.Public);

        File.Delete(path);
        Named("there is no manifest.dsse.json: the bundle was not signed, or the signature was taken away", key.Public);

        // A forger who rehashes the manifest beside the old envelope; and the envelope of another bundle.
        File.WriteAllText(path, written);
        _scene.Edit("scores.jsonl", 0, row => row["score"] = -1.5);
        Assert.Contains(
            SealCheck.Of(_scene.Folder, _scene.Manifest, key.Public, null).Mismatches,
            mismatch => mismatch.StartsWith("manifest.dsse.json is about another manifest: it states the SHA-256 ", StringComparison.Ordinal));

        void Write(DsseEnvelope changed) => File.WriteAllText(path, changed.ToJson());

        void Named(string sentence, VerifyingKey with)
        {
            var check = SealCheck.Of(_scene.Folder, _scene.Manifest, with, null);
            Assert.Contains(sentence, check.Mismatches);
            Assert.Null(check.KeyId);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Openssl_reads_the_keys_and_checks_the_signatures_and_the_other_way_round(string type)
    {
        using var openssl = OpenSsl.Find();
        if (openssl is null)
        {
            return;
        }

        var key = New(type);
        openssl.Write("key.pem", key.ToPem());
        openssl.Write("key.pub", key.Public.ToPem());
        openssl.Write("message", "what is signed");
        openssl.Write("sig", key.Sign(Encoding.UTF8.GetBytes("what is signed")));
        openssl.Run(["pkeyutl", "-verify", "-pubin", "-inkey", "key.pub", "-rawin", "-in", "message", "-sigfile", "sig", .. Digest(type)]);
        openssl.Run(["pkeyutl", "-sign", "-inkey", "key.pem", "-rawin", "-in", "message", "-out", "their.sig", .. Digest(type)]);
        Assert.True(key.Public.Verifies(Encoding.UTF8.GetBytes("what is signed"), openssl.Read("their.sig")));

        openssl.Run(type == "ed25519" ? ["genpkey", "-algorithm", "ed25519", "-out", "their.pem"] : ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "their.pem"]);
        openssl.Run(["pkey", "-in", "their.pem", "-pubout", "-out", "their.pub"]);
        var theirs = SigningKey.Read(openssl.PathOf("their.pem"), "--sign");
        Assert.Equal(type, theirs.Public.Type);
        Assert.Equal(VerifyingKey.Read(openssl.PathOf("their.pub"), "--key").Id, theirs.Public.Id);
    }

    [Fact]
    public void What_is_no_key_is_refused_with_a_sentence()
    {
        var path = _scene.PathOf("key");
        File.WriteAllText(path, "no key");
        Assert.Contains("expected a PEM file that begins with -----BEGIN PRIVATE KEY-----", Assert.Throws<ConfigurationException>(() => SigningKey.Read(path, "--sign")).Message, StringComparison.Ordinal);
        using var rsa = RSA.Create(2048);
        File.WriteAllText(path, rsa.ExportPkcs8PrivateKeyPem());
        Assert.Contains("expected PKCS#8 of Ed25519 or ECDSA over P-256", Assert.Throws<ConfigurationException>(() => SigningKey.Read(path, "--sign")).Message, StringComparison.Ordinal);
        File.WriteAllText(path, rsa.ExportSubjectPublicKeyInfoPem());
        Assert.Contains("is no public key of a kind that is known", Assert.Throws<ConfigurationException>(() => VerifyingKey.Read(path, "--key")).Message, StringComparison.Ordinal);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(path, other.ExportPkcs8PrivateKeyPem());
        Assert.Contains("a private key of another kind", Assert.Throws<ConfigurationException>(() => SigningKey.Read(path, "--sign")).Message, StringComparison.Ordinal);
        Assert.Throws<PrerequisiteException>(() => SigningKey.Read(_scene.PathOf("none"), "--sign"));
    }

    [Theory]
    [InlineData("/dev/zero", "is a device, which need not end")]
    [InlineData("pipe", "is a pipe, which need not end")]
    public void A_key_that_need_not_end_is_refused_and_not_read(string name, string kind)
    {
        if (OperatingSystem.IsLinux())
        {
            var path = Path.IsPathRooted(name) ? name : _scene.PathOf(name);
            MakePipe(path);
            Assert.Equal(
                $"--key {path} {kind}: name an ordinary file, or copy what it gives into one.",
                Assert.Throws<PrerequisiteException>(() => VerifyingKey.Read(path, "--key")).Message);
            Assert.StartsWith($"--sign {path} {kind}", Assert.Throws<PrerequisiteException>(() => SigningKey.Read(path, "--sign")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_read_of_a_bundle_is_an_ordinary_file()
    {
        if (OperatingSystem.IsLinux())
        {
            File.Delete(_scene.FileOf(EvidenceBundle.Failures));
            MakePipe(_scene.FileOf(EvidenceBundle.Failures));
            Assert.Contains("is a pipe", Assert.Throws<PrerequisiteException>(() => EvidenceBundle.Describe(_scene.FileOf(EvidenceBundle.Failures))).Message, StringComparison.Ordinal);
            Assert.Contains("is a pipe", Assert.Throws<PrerequisiteException>(() => new BundleTimestamp(_scene.Folder, EvidenceBundle.Failures).Hash).Message, StringComparison.Ordinal);
            Assert.Contains("made up by the system", Assert.Throws<PrerequisiteException>(() => EvidenceBundle.Describe("/proc/self/status")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Seals_are_for_their_owner_alone_and_one_that_cannot_be_written_is_told()
    {
        await BundleSeals.SealAsync(_scene.Folder, _scene.Manifest, SigningKey.NewEd25519(), null, CancellationToken.None);
        var path = _scene.FileOf(BundleSeals.Signature);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.StartsWith(
            $"the evidence cannot be written to {_scene.Folder} (",
            (await Assert.ThrowsAsync<PrerequisiteException>(() => BundleSeals.SealAsync(_scene.Folder, _scene.Manifest, SigningKey.NewEd25519(), null, CancellationToken.None))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_timestamp_is_checked_against_its_authority(bool isSigned)
    {
        using var openssl = OpenSsl.Find();
        if (openssl is null)
        {
            return;
        }

        var signer = SigningKey.NewEd25519();
        using var authority = new TestAuthority(openssl, "critical,timeStamping");
        await BundleSeals.SealAsync(_scene.Folder, _scene.Manifest, isSigned ? signer : null, new TimestampAuthority(authority.Url), CancellationToken.None);
        Assert.Empty(_scene.Check().Mismatches);
        var file = isSigned ? BundleSeals.Signature : BundleManifest.FileName;

        var check = SealCheck.Of(_scene.Folder, _scene.Manifest, null, authority.Certificate);
        Assert.Empty(check.Mismatches);
        Assert.True((TimeProvider.System.GetUtcNow() - check.Time!.Value).Duration() < TimeSpan.FromMinutes(5));
        Assert.EndsWith($"about {file} by 'CN=Test TSA', under 'CN=Test CA'", check.Statements[^1], StringComparison.Ordinal);
        Assert.EndsWith("the authority is not checked, give --timestamp-ca", SealCheck.Of(_scene.Folder, _scene.Manifest, null, null).Statements[^1], StringComparison.Ordinal);
        openssl.Run("ts", "-verify", "-token_in", "-in", _scene.FileOf(BundleSeals.Timestamp), "-data", _scene.FileOf(file), "-CAfile", "ca.pem");

        using var stranger = X509CertificateLoader.LoadCertificateFromFile(openssl.PathOf("other.pem"));
        Assert.Contains(SealCheck.Of(_scene.Folder, _scene.Manifest, null, stranger).Mismatches, mismatch => mismatch.Contains("is not certified by --timestamp-ca 'CN=Another CA'", StringComparison.Ordinal));

        var token = File.ReadAllBytes(_scene.FileOf(BundleSeals.Timestamp));
        File.WriteAllBytes(_scene.FileOf(BundleSeals.Timestamp), token[..^3]);
        Assert.Equal(["manifest.tst is no timestamp token"], SealCheck.Of(_scene.Folder, _scene.Manifest, null, authority.Certificate).Mismatches);
        token[^5] ^= 1;
        File.WriteAllBytes(_scene.FileOf(BundleSeals.Timestamp), token);
        Assert.StartsWith("manifest.tst", Assert.Single(SealCheck.Of(_scene.Folder, _scene.Manifest, null, authority.Certificate).Mismatches), StringComparison.Ordinal);
        token[^5] ^= 1;
        File.WriteAllBytes(_scene.FileOf(BundleSeals.Timestamp), token);
        File.AppendAllText(_scene.FileOf(file), "\n");
        Assert.Contains($"manifest.tst is about something else than {file}", SealCheck.Of(_scene.Folder, _scene.Manifest, null, authority.Certificate).Mismatches);
        File.Delete(_scene.FileOf(BundleSeals.Timestamp));
        Assert.Contains("there is no manifest.tst: the bundle has no timestamp, or it was taken away", SealCheck.Of(_scene.Folder, _scene.Manifest, null, authority.Certificate).Mismatches);
    }

    [Theory]
    [InlineData(302, "it answered 302, and redirections are not followed")]
    [InlineData(500, "it answered 500")]
    [InlineData(200, "its answer is no token about this bundle")]
    public async Task An_authority_that_gives_no_token_is_one_sentence(int status, string expected)
    {
        using var authority = new TestAuthority(status);
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => new TimestampAuthority(authority.Url).AskAsync(new byte[32], CancellationToken.None));
        Assert.Contains($"gave no timestamp ({expected}", error.Message, StringComparison.Ordinal);
        Assert.Throws<ConfigurationException>(() => TimestampAuthority.At("ftp://example.org"));
    }

    [Fact]
    public async Task An_authority_whose_certificate_is_not_for_timestamps_is_not_believed()
    {
        using var openssl = OpenSsl.Find();
        if (openssl is null)
        {
            return;
        }

        using var authority = new TestAuthority(openssl, "critical,serverAuth");
        await Assert.ThrowsAsync<PrerequisiteException>(() => new TimestampAuthority(authority.Url).AskAsync(new byte[32], CancellationToken.None));
    }

    public void Dispose() => _scene.Dispose();

    private static void MakePipe(string path)
    {
        if (!Path.Exists(path))
        {
            using var make = System.Diagnostics.Process.Start("mkfifo", [path]);
            make.WaitForExit();
        }
    }

    private static SigningKey New(string type) => type == "ed25519" ? SigningKey.NewEd25519() : SigningKey.NewEcdsaP256();

    private static string[] Digest(string type) => type == "ed25519" ? [] : ["-digest", "sha256"];

    private static byte[] SpkiOf(VerifyingKey key) => Convert.FromBase64String(string.Concat(key.ToPem().Split('\n').Where(line => !line.StartsWith('-'))));

    private VerifyingKey Read(SigningKey key)
    {
        File.WriteAllText(_scene.PathOf("key.pub"), key.Public.ToPem());
        return VerifyingKey.Read(_scene.PathOf("key.pub"), "--key");
    }
}
